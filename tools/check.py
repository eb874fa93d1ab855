"""Everything that must hold before a change lands, as named steps. All are run; one that fails fails the whole.

Needs only Python itself: the first step builds what the others run in.
"""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = ROOT / ".venv" / "bin"
PYTHON = str(PROGRAMS / "python")
MANAGE = [PYTHON, "manage.py"]
INSTALL = "install"

STEPS: dict[str, list[str]] = {
    INSTALL: ["make", "--no-print-directory", "install"],
    "format": [str(PROGRAMS / "ruff"), "format", "--check", "--quiet", "."],
    "template format": [str(PROGRAMS / "djade"), "--check", "--target-version", "5.2"],
    "lint": [str(PROGRAMS / "ruff"), "check", "--quiet", "."],
    "import contracts": [str(PROGRAMS / "lint-imports"), "--no-cache"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "deploy": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "messages": [PYTHON, "-m", "tools.messages", "--check"],
    "tests": [PYTHON, "-m", "tools.test"],
}
# As in production: `check --deploy` looks at the address and at the key.
AS_DEPLOYED = {
    "SITE_URL": "https://alliance.example",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "smtp+tls://mail.example",
    "DEBUG": "0",
}


def main() -> int:
    failed = []
    for name, command in STEPS.items():
        print(f"\n=== {name} ===", flush=True)
        started = time.monotonic()
        passed = run(name, command)
        print(f"=== {name}: {'ok' if passed else 'FAILED'}, {time.monotonic() - started:.1f} s", flush=True)
        if not passed:
            failed.append(name)
            if name == INSTALL:
                break
    print(f"\nFAILED: {', '.join(failed)}" if failed else f"\nAll {len(STEPS)} steps passed.")
    return 1 if failed else 0


def run(name: str, command: list[str]) -> bool:
    # The tests have an environment of their own, and DATABASE_URL may name the server to test on.
    environment = os.environ if name in {INSTALL, "tests"} else os.environ | AS_DEPLOYED
    if name == "template format":
        command = [*command, *sorted(str(path) for path in (ROOT / "templates").rglob("*.html"))]
    try:
        return subprocess.run(command, cwd=ROOT, env=environment).returncode == 0
    except OSError as error:
        print(error)
        return False


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
