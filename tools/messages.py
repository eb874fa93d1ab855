"""Collects the strings to translate into locale/django.pot and every locale/*/LC_MESSAGES/django.po.

With --check nothing is changed: it fails when the template is not what collecting gives, or a translation has gaps.
"""

import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.commands import makemessages

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
TEMPLATE = LOCALE / "django.pot"
PACKAGE = "gettext"
NOT_SHOWN_TO_READERS = ["docs/*", "requirements/*", "tests/*", "tools/*", "var/*"]
# The date alone would make every collection a change; the plural rule is a placeholder that parsers refuse.
CHURN = ('"POT-Creation-Date:', '"Plural-Forms: nplurals=INTEGER')
SHOWN = 10


class Collect(makemessages.Command):
    def build_potfiles(self) -> list[str]:
        paths: list[str] = super().build_potfiles()
        for path in map(Path, paths):
            lines = path.read_text().splitlines(keepends=True)
            path.write_text("".join(line for line in lines if not line.startswith(CHURN)))
        return paths


def main(arguments: list[str]) -> int:
    os.chdir(ROOT)
    settings.configure(LOCALE_PATHS=[str(LOCALE)])
    LOCALE.mkdir(exist_ok=True)
    languages = sorted(path.parent.parent for path in LOCALE.glob("*/LC_MESSAGES/django.po"))
    try:
        if arguments != ["--check"]:
            collect([])
            return 0
        faults = [*stale_template(languages), *(fault for folder in languages for fault in faults_of(folder))]
    except CommandError as error:
        faults = [f"{error}\nThe programs of the package {PACKAGE} are needed."]
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


def collect(left_alone: list[str]) -> None:
    call_command(
        Collect(),
        all=not left_alone,
        exclude=left_alone,
        keep_pot=True,
        add_location="file",
        ignore_patterns=NOT_SHOWN_TO_READERS,
        verbosity=0,
    )


def stale_template(languages: list[Path]) -> Iterator[str]:
    committed = TEMPLATE.read_bytes() if TEMPLATE.exists() else b""
    try:
        collect([folder.name for folder in languages])
        collected = TEMPLATE.read_bytes()
    finally:
        TEMPLATE.write_bytes(committed) if committed else TEMPLATE.unlink(missing_ok=True)
    if collected != committed:
        yield f"{TEMPLATE.relative_to(ROOT)} is out of date: run `make messages`."
        old, new = ({str(message.id) for message in read_po(BytesIO(text))} for text in (committed, collected))
        yield from [f"  new: {text!r}" for text in sorted(new - old)][:SHOWN]
        yield from [f"  gone: {text!r}" for text in sorted(old - new)][:SHOWN]


def faults_of(folder: Path) -> Iterator[str]:
    path = folder / "LC_MESSAGES" / "django.po"
    try:
        with path.open("rb") as file:
            catalog = read_po(file, locale=folder.name, abort_invalid=True)
        write_mo(BytesIO(), catalog)
    except (PoFileError, ValueError) as error:
        yield f"{path.relative_to(ROOT)}: {error}"
        return
    with TEMPLATE.open("rb") as file:
        template = read_po(file)
    errors = [f"{error}: {message.id!r}" for message, found in catalog.check() for error in found]
    faults = [*errors, *gaps(catalog, template)]
    yield from (f"{path.relative_to(ROOT)}: {fault}" for fault in faults[:SHOWN])
    if len(faults) > SHOWN:
        yield f"{path.relative_to(ROOT)}: and {len(faults) - SHOWN} more"


def gaps(catalog: Catalog, template: Catalog) -> Iterator[str]:
    for wanted in template:
        message = catalog.get(wanted.id, wanted.context)
        if wanted.id == "":
            continue
        if message is None:
            yield f"not there, run `make messages`: {wanted.id!r}"
        elif message.fuzzy:
            yield f"fuzzy: {wanted.id!r}"
        elif not all([message.string] if isinstance(message.string, str) else message.string):
            yield f"not translated: {wanted.id!r}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
