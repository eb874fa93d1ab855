"""A site in a process of its own, on the database of the test, that is killed while it answers.

Every statement and every commit is a step; `MortalSite.post` says before which one the process is to die, by SIGKILL.
Run as a program this is that process: it prepares itself once, and a copy of it answers each request and dies.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
KILLED = "killed"
# By then nothing more comes of it: the longest request has some forty steps.
MOST_STEPS = 200
# And no request takes that long, on a busy machine too.
SECONDS = 60


class MortalSite:
    def __init__(self, database: str) -> None:
        environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.killing"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def post(self, path: str, typed: dict[str, str], *, session: str = "", die_before: int = 0) -> str:
        """KILLED, or the status of the answer where the request was over before that step; 0 is none."""
        return self.order(path=path, typed=typed, session=session, die_before=die_before)

    def run(self, job: str, *, minutes: int, die_before: int = 0) -> str:
        """KILLED, or 200 where the job, by its dotted name, was over before that step; so many minutes from now."""
        return self.order(job=job, minutes=minutes, die_before=die_before)

    def order(self, **order: Any) -> str:
        print(json.dumps(order), file=self.process.stdin, flush=True)
        return self.process.stdout.readline().strip()

    def kill_at_every_step(
        self, look: Callable[[], Any], path: str, typed: dict[str, str], *, session: str = ""
    ) -> tuple[int, Any]:
        """Posts the same again and again, killed one step later each time, until the first of them changes anything.

        Returns how many had changed nothing until then, and what `look` sees now.
        """
        before = look()
        for step in range(1, MOST_STEPS):
            outcome = self.post(path, typed, session=session, die_before=step)
            if outcome != KILLED or look() != before:
                return step - 1, look()
        raise AssertionError(f"nothing came of it in {MOST_STEPS} steps")

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(SECONDS)
        self.process.stdout.close()


def address_of(database: dict[str, Any]) -> str:
    """The DATABASE_URL of an entry of DATABASES."""
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{database['NAME']}"
    password = quote(database["PASSWORD"], safe="")
    return f"postgresql://{database['USER']}:{password}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


def main() -> None:
    import django

    # Threads of a pool would not be in the copies; and no file is collected or served.
    settings.DATABASES["default"]["OPTIONS"].pop("pool", None)
    settings.MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    django.setup()

    from django.db import connection
    from django.test import Client

    client = Client(raise_request_exception=False)
    client.get("/healthz")
    connection.close()
    for line in sys.stdin:
        copy = os.fork()
        if copy == 0:
            order = json.loads(line)
            run(**order) if "job" in order else answer(client, **order)
        _, status = os.waitpid(copy, 0)
        code = os.waitstatus_to_exitcode(status)
        print(KILLED if code == -signal.SIGKILL else code + 200, flush=True)


def answer(client: Any, path: str, typed: dict[str, str], session: str, die_before: int) -> None:
    """Ends this process: before that step, or with the answer's status less 200, so that it fits."""
    signal.alarm(SECONDS)
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    count_steps(die_before)
    status = client.post(path, typed).status_code
    # An error of the server is told as the highest that fits.
    os._exit(min(status - 200, 255))


def run(job: str, minutes: int, die_before: int) -> None:
    """Ends this process as `answer` does, with 0 for a job that was done."""
    from django.utils import timezone
    from django.utils.module_loading import import_string

    signal.alarm(SECONDS)
    count_steps(die_before)
    list(import_string(job)(now=timezone.now() + timedelta(minutes=minutes), dry_run=False))
    os._exit(0)


def count_steps(die_before: int) -> None:
    from django.db import connection

    steps = count(1)
    commit = connection._commit

    def step() -> None:
        if next(steps) == die_before:
            os.kill(os.getpid(), signal.SIGKILL)

    def execute_as_step(execute: Callable[..., Any], *arguments: Any) -> Any:
        step()
        return execute(*arguments)

    def commit_as_steps() -> None:
        step()
        commit()
        step()

    connection.execute_wrappers.append(execute_as_step)
    connection._commit = commit_as_steps


if __name__ == "__main__":
    main()
