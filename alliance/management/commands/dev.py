import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from alliance.management.commands.serve import (
    close_connections,
    listening_address,
    refuse_exposed_sample,
    resolve,
    where_mail_goes,
)
from alliance.management.ticker import MANAGE, TICK, Ticker, end_with_parent, seconds_between_ticks


class Command(BaseCommand):
    help = "Serve the site at HOST and PORT with autoreload, for whoever works on it, and do what time brings."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            host, port = listening_address(os.environ)
            refuse_exposed_sample(host, resolve(host))
            ticker = Ticker(TICK, every=seconds_between_ticks(os.environ))
        except ValueError as error:
            raise CommandError(str(error)) from error
        call_command("prepare")
        close_connections()
        self.stdout.write(where_mail_goes())
        self.stdout.flush()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        # In the group of the terminal, so that a debugger can ask and Ctrl-C reaches it.
        server = subprocess.Popen([*MANAGE, "runserver", address], preexec_fn=end_with_parent)
        try:
            sys.exit(keep_ticking(server, ticker))
        except KeyboardInterrupt:
            sys.exit(0)
        finally:
            with suppress(ProcessLookupError):
                server.terminate()
            ticker.end()
            server.wait()


def keep_ticking(server: subprocess.Popen[bytes], ticker: Ticker) -> int:
    """Until the server ends; its exit code."""
    while True:
        ticker.look()
        with suppress(subprocess.TimeoutExpired):
            return server.wait(1)
