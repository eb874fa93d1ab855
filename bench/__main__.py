"""Runs the benchmarks that are named, or all, and keeps what they found in bench/RESULTS.md.

python -m bench [--quick] [name ...]
"""

import signal
import sys

from bench import register, results, served

NAMES = [*served.BENCHMARKS, *register.BENCHMARKS]


def main(arguments: list[str]) -> int:
    is_quick = "--quick" in arguments
    names = [argument for argument in arguments if argument != "--quick"] or NAMES
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    command = " ".join(["python -m bench", *arguments])
    for found in (
        served.tables(names, served.QUICK if is_quick else served.FULL),
        register.tables(names, register.QUICK if is_quick else register.SIZES),
    ):
        for name, tables in found:
            print(f"## {name}\n", *tables, sep="\n", flush=True)
            results.keep(name, tables, command, order=NAMES)
    return 0


if __name__ == "__main__":
    # Whoever ends this process ends what it has started as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
