"""What processes use, as Linux counts it: their memory, and the time of the processor."""

import os
from pathlib import Path


def below(process: int) -> list[int]:
    """All that the process has started, and what these have."""
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        started = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return [one for child in started for one in (child, *below(child))]


def share_of_memory(process: int) -> float:
    """Megabytes, with its share of what it has together with others (PSS)."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0)


def processor_time_below(process: int) -> float:
    """Seconds of all that runs below the process: of the site and of the database, and not of who asks them."""
    return sum(processor_time(one) for one in below(process))


def processor_time(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    # utime and stime of itself, and those of its children that have ended, see proc(5).
    return sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")
