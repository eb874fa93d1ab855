"""Runs the tests in legs: the suite on SQLite, the suite on PostgreSQL, the browser tests.

Arguments go to pytest. Where PostgreSQL or a browser is missing its leg is left out, loudly; with REQUIRE_ALL=1 that
is a failure. So is a leg that ran no test, unless arguments chose the tests.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tools import chromium, postgres

IN_MEMORY = "sqlite://:memory:"
POSTGRESQL_SCHEMES = ("postgres://", "postgresql://", "psql://", "pgsql://")
PROCESSES = str(min(4, os.cpu_count() or 1))


@dataclass
class Leg:
    """What became of one leg: why it was left out, or how many tests it ran and whether all passed."""

    name: str
    left_out: str = ""
    ran: int = 0
    passed: bool = False
    seconds: float = 0

    def is_failure(self, *, strict: bool, chosen: bool) -> bool:
        if self.left_out:
            return strict
        return not self.passed or (self.ran == 0 and (strict or not chosen))

    def __str__(self) -> str:
        if self.left_out:
            return f"{self.name:<11} NOT RUN: {self.left_out}"
        return f"{self.name:<11} {self.ran:>5} tests {self.seconds:>6.1f} s  {'passed' if self.passed else 'FAILED'}"


def main(arguments: list[str]) -> int:
    strict = os.environ.get("REQUIRE_ALL") == "1"
    legs = list(run_all(arguments))
    failures = [leg for leg in legs if leg.is_failure(strict=strict, chosen=bool(arguments))]
    left_out = [leg for leg in legs if leg.left_out]
    print("\n" + "=" * 78, *legs, sep="\n")
    if left_out:
        print("\n*** NOT EVERYTHING WAS TESTED: see NOT RUN above. CI runs it all. ***")
    for leg in failures:
        if not leg.left_out and not leg.ran:
            print(f"\n{leg.name} ran no test.")
    print("=" * 78)
    return 1 if failures else 0


def run_all(arguments: list[str]) -> Iterator[Leg]:
    yield run("SQLite", IN_MEMORY, ["-m", "not browser", *arguments])
    with postgresql_address() as address:
        if address:
            yield run("PostgreSQL", address, ["-m", "not browser and not server", *arguments])
        else:
            yield Leg("PostgreSQL", left_out=f"no server was found. Install the package {postgres.PACKAGE}.")
    if chromium.find_program():
        yield run("browser", IN_MEMORY, ["-m", "browser", *arguments])
    else:
        yield Leg("browser", left_out=f"no browser was found. Install the package {chromium.PACKAGE}.")


@contextmanager
def postgresql_address() -> Iterator[str | None]:
    """The server that DATABASE_URL names, else a throwaway one, else None."""
    given = os.environ.get("DATABASE_URL", "")
    programs = postgres.find_programs()
    if given.startswith(POSTGRESQL_SCHEMES):
        yield given
    elif programs:
        with postgres.throwaway_server(programs) as address:
            yield address
    else:
        yield None


def run(name: str, database: str, arguments: list[str]) -> Leg:
    print(f"\n--- {name} ---", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-n", PROCESSES, f"--junit-xml={report}", *arguments]
        code = run_to_its_end(command, os.environ | {"DATABASE_URL": database})
        ran = count_of_tests_run(report) if report.exists() else 0
    nothing_chosen = code == 5  # pytest's word for "no test was collected", judged by the caller
    return Leg(name, ran=ran, passed=code == 0 or nothing_chosen, seconds=time.monotonic() - started)


def run_to_its_end(command: list[str], environment: dict[str, str]) -> int:
    """Run a command; when interrupted, let it clean up before going on."""
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()  # the terminal told it too
        raise
    except SystemExit:
        process.send_signal(signal.SIGINT)
        process.wait()
        raise


def count_of_tests_run(report: Path) -> int:
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314 - pytest wrote it a moment ago
    return sum(int(suite.get("tests", 0)) - int(suite.get("skipped", 0)) for suite in suites)


def stop(*_: object) -> None:
    sys.exit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
