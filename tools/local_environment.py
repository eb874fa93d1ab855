"""Runs manage.py with the environment of a site on one's own machine. A variable that is already set wins."""

import os
import secrets
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from alliance.management.commands.serve import listening_address
from alliance.shared.environment import OFF

ROOT = Path(__file__).resolve().parent.parent
WILDCARDS = {"0.0.0.0", "::"}  # noqa: S104 - compared with, not listened on


def local_environment(given: Mapping[str, str]) -> dict[str, str]:
    """The given variables and, where they are silent, those of a local site; ValueError names a malformed one."""
    host, port = listening_address(given)
    environment = dict(given)
    reached_at = "127.0.0.1" if host in WILDCARDS else f"[{host}]" if ":" in host else host
    site = environment.setdefault("SITE_URL", f"http://{reached_at}:{port}")
    hosts = ["127.0.0.1", "localhost", "[::1]", reached_at, host_of(site)]
    environment.setdefault("ALLOWED_HOSTS", ",".join(dict.fromkeys(filter(None, hosts))))
    environment.setdefault("EMAIL_URL", f"filemail:///{ROOT / 'var' / 'mail'}")
    environment |= sample_data(given)
    # On one's own machine nobody else signs in.
    environment.setdefault("STAFF_TWO_FACTOR", "0")
    if not environment.get("SECRET_KEY") and not environment.get("SECRET_KEY_FILE"):
        environment["SECRET_KEY_FILE"] = str(secret_key_file(ROOT / "var"))
    return environment


def sample_data(given: Mapping[str, str]) -> dict[str, str]:
    """Sample data in a file of its own, unless another database is named or no sample data is wanted."""
    names_database = not {"DATABASE_URL", "DATABASE_URL_FILE"}.isdisjoint(given)
    wanted = given.get("SAMPLE_DATA", "0" if names_database else "1")
    if names_database or wanted.strip().lower() in OFF:
        return {}
    return {"SAMPLE_DATA": wanted, "DATABASE_URL": f"sqlite:///{ROOT / 'var' / 'sample.sqlite3'}"}


def host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""  # the settings say what is wrong with it


def secret_key_file(folder: Path) -> Path:
    """The file in `folder` that holds the secret key, made at first with a key that nobody else may read."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Written whole before it gets its name, so that two first starts agree on one key. Its mode is 0600.
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix="secret-key-") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path


if __name__ == "__main__":
    try:
        environment = local_environment(os.environ)
    except ValueError as error:
        sys.exit(str(error))
    os.execve(sys.executable, [sys.executable, str(ROOT / "manage.py"), *sys.argv[1:]], environment)
