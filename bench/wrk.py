"""Load by `wrk`, and what it says of it."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REPORT = Path(__file__).with_name("report.lua")
PATIENCE = 15


@dataclass(frozen=True)
class Load:
    """What came back; times in seconds, bytes as they were on the wire, heads included."""

    requests: int
    seconds: float
    bytes: int
    p50: float
    p99: float
    slowest: float
    failed: int

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def is_here() -> bool:
    return shutil.which("wrk") is not None


def load(address: str, headers: Mapping[str, str], *, connections: int = 16, seconds: int = 1) -> Load:
    """Ask as fast as answers come, over so many connections that are kept."""
    command = wrk(address, headers, connections, seconds)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=seconds + PATIENCE)
    return reported(done.stdout)


def started(
    address: str, headers: Mapping[str, str], *, connections: int = 16, seconds: int = 1
) -> "subprocess.Popen[str]":
    """The same, beside what this process does meanwhile; `reported` reads what it printed."""
    return subprocess.Popen(wrk(address, headers, connections, seconds), stdout=subprocess.PIPE, text=True)


def wrk(address: str, headers: Mapping[str, str], connections: int, seconds: int) -> list[str]:
    told = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    return ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(REPORT), *told, address]


def reported(printed: str) -> Load:
    return Load(**json.loads(printed.rstrip().rpartition("\n")[2]))
