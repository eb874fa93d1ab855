"""The same text served otherwise, beside this site: by nginx, by plain Django, by Wagtail with its page cache."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from bench.figures import Table
from bench.pages import PAGES, Samples, Static, Warm, as_files, spread, taken
from bench.servers import ROOT, Server, find_nginx, granian_served, nginx_served, site_served
from bench.sites import Site

PAGE = next(page for page in PAGES if page.name == "principles")
EDITION = "/editions/2.0/text.json"
WAGTAIL = Path(__file__).with_name("wagtail")
SECONDS_TO_INSTALL = 180
SECONDS_TO_FILL = 180


class AtItsRoot(Warm):
    """Of a site that has the text on its first page."""

    def address(self, page: object) -> str:
        return self.server.address + "/"


def table(sites: list[Site], folder: Path, rounds: int) -> Iterator[Table]:
    with ExitStack() as stack:
        asked = {f"this site, {site.database}": Warm(stack.enter_context(site_served(site))) for site in sites}
        ours = next(iter(asked.values())).server
        uncached = stack.enter_context(site_served(sites[0], PAGE_CACHE_MEGABYTES="0"))
        asked[f"this site, {sites[0].database}, its store of pages off"] = Warm(uncached)
        text = folder / "text.json"
        text.write_text(json.dumps(clauses(ours)))
        for name, server in others(text, folder, stack):
            asked[name] = AtItsRoot(server)
        if program := find_nginx():
            asked["nginx"] = Static(stack.enter_context(nginx_served(program, folder, as_files(ours.address, folder))))
        samples = Samples()
        for _ in range(rounds):
            for who, ask in asked.items():
                samples.of[PAGE.name, who].append(ask(PAGE))
    yield table_of(list(asked), samples)


def clauses(site: Server) -> list[dict[str, str]]:
    """The titles and the texts of an edition; a belief has no title."""
    edition = json.loads(taken(site.address + EDITION, {}).content)  # type: ignore[attr-defined]
    return [{"title": clause["title"] or clause["slug"], "text": clause["text"]} for clause in edition["clauses"]]


def others(text: Path, folder: Path, stack: ExitStack) -> Iterator[tuple[str, Server]]:
    plain = os.environ | {"PLAIN_DATABASE": str(folder / "plain.sqlite3")}
    ran([sys.executable, "-m", "bench.plain_django", str(text)], ROOT, plain)
    for name, is_cached in {"plain Django, two queries": "0", "plain Django, its cache middleware": "1"}.items():
        environment = plain | {"PLAIN_CACHED": is_cached}
        yield name, stack.enter_context(granian_served("bench.plain_django:application", ROOT, environment))
    wagtail = os.environ | {"WAGTAIL_DATABASE": str(folder / "wagtail.sqlite3")}
    python = installed(folder / "wagtail")
    if python is None:
        print("Wagtail cannot be installed, so it is missing from the comparison.", file=sys.stderr)
        return
    ran([python, "wagtail_site.py", str(text)], WAGTAIL, wagtail)
    for name, is_cached in {"Wagtail": "0", "Wagtail, its page cache in memory": "1"}.items():
        environment = wagtail | {"WAGTAIL_CACHED": is_cached}
        served = granian_served("wagtail_site:application", WAGTAIL, environment, python=python)
        yield name, stack.enter_context(served)


def installed(folder: Path) -> str | None:
    """The Python of an environment that has Wagtail; None where it cannot be had."""
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
    python = str(folder / "bin" / "python")
    requirements = str(WAGTAIL / "requirements.txt")
    try:
        if uv:
            ran([uv, "venv", "--quiet", str(folder)], WAGTAIL, os.environ)
            ran([uv, "pip", "install", "--quiet", "--python", python, "-r", requirements], WAGTAIL, os.environ)
        else:
            ran([sys.executable, "-m", "venv", str(folder)], WAGTAIL, os.environ)
            ran([python, "-m", "pip", "install", "--quiet", "-r", requirements], WAGTAIL, os.environ)
    except (subprocess.SubprocessError, OSError):
        return None
    return python


def ran(command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    # Nothing of what an installer or a migration has to say belongs in the tables.
    quiet = {**environment, "PYTHONDONTWRITEBYTECODE": "1"}
    seconds = max(SECONDS_TO_INSTALL, SECONDS_TO_FILL)
    subprocess.run(command, cwd=folder, env=quiet, stdout=subprocess.DEVNULL, check=True, timeout=seconds)


def table_of(whos: list[str], samples: Samples) -> Table:
    columns = ("who", "µs of work for a request", "times nginx", "times this site", "requests/s against nginx", "bytes")
    table = Table("The principles, served by others", columns)
    ours = whos[0]
    for who in sorted(whos, key=lambda who: samples.median(PAGE.name, who)):
        beside_nginx = ("", "")
        if "nginx" in whos:
            work = samples.ratios(PAGE.name, who, "nginx")
            rate = samples.ratios(PAGE.name, who, "nginx", "rate")
            beside_nginx = (spread(work), spread(rate, digits=4))
        table.add(
            who,
            f"{samples.median(PAGE.name, who) * 1e6:.1f}",
            beside_nginx[0],
            spread(samples.ratios(PAGE.name, who, ours)),
            beside_nginx[1],
            f"{samples.median(PAGE.name, who, 'bytes'):,.0f}",
        )
    return table
