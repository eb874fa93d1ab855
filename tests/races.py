"""People who act at the same moment, each in a thread with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection, connections

# Nobody waits longer for the others, on a busy machine too.
PATIENCE = 60
WRITES = ("BEGIN", "INSERT", "UPDATE", "DELETE")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Runs the acts at the same moment and returns what they return; what one raises is raised here."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            together.wait(PATIENCE)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def in_step(*acts: Callable[[], Any], before: str = "") -> list[Any]:
    """As `at_once`, and each waits for the others where it is about to lock or to write for the first time.

    So all of them have read, and found in order, what each of them will change. `before` names a table to write to, if
    they are to meet later.
    """
    together = Barrier(len(acts))

    def meeting(act: Callable[[], Any]) -> Any:
        has_met = False

        def meet(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
            nonlocal has_met
            is_first = not has_met and before in sql and (sql.startswith(WRITES) or " FOR " in sql)
            if is_first:
                has_met = True
                together.wait(PATIENCE)
            return execute(sql, *arguments)

        with connection.execute_wrapper(meet):
            answer = act()
        assert has_met, "it wrote nothing"
        return answer

    return at_once(*[lambda act=act: meeting(act) for act in acts])
