import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);')


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed files, with each `@import url("...") layer(...)` replaced by the file that it names.

    Comments are for whoever reads the sources: a bundle has none.

    A reader on a slow phone makes one request for the style instead of one for each component; in development the
    browser reads the same files one by one.
    """

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            for name in paths:
                if name.endswith(".css") and self._bundle(name, paths):
                    # From here on the file is read from where it was collected to, not from its source.
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _bundle(self, name: str, paths: dict[str, Any]) -> bool:
        """Whether the file had anything to replace."""
        # Sources are read: what was collected last time is bundled already, with what its parts were then.
        text = self._text(name, paths)
        if not IMPORT.search(text):
            return False
        folder = name.rpartition("/")[0]

        def imported(match: re.Match[str]) -> str:
            return f"@layer {match['layer']} {{\n{self._text(f'{folder}/' + match['path'], paths)}}}\n"

        bundled = COMMENT.sub("", IMPORT.sub(imported, text))
        self.delete(name)
        self._save(name, ContentFile(bundled.encode()))
        return True

    def _text(self, name: str, paths: dict[str, Any]) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return str(file.read().decode())
