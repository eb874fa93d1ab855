import errno
import os
import socket
import sys
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from alliance.management.ticker import seconds_between_ticks
from alliance.management.watch import try_port
from alliance.shared.sample import is_loopback

# In the same process, which systemd or a terminal knows.
WATCH = [sys.executable, "-m", "alliance.management.watch"]


class Command(BaseCommand):
    help = "Prepare the site and serve it at HOST and PORT, starting the server again whenever it ends unasked."
    # Checks import every view; `make check` runs them, and a start should be quick.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            host, port = listening_address(os.environ)
            address = resolve(host)
            seconds_between_ticks(os.environ)
            refuse_exposed_sample(host, address)
            refuse_taken_port(address, port)
            call_command("prepare")
            close_connections()
        except ValueError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            sys.exit(130)
        self.stdout.write(f"Serving {settings.SITE_URL} from {address}, port {port}. Ctrl-C stops it.")
        self.stdout.write(where_mail_goes())
        self.stdout.flush()
        os.execv(WATCH[0], [*WATCH, address, str(port)])


def listening_address(environment: Mapping[str, str]) -> tuple[str, int]:
    """The host, without brackets, and the port to listen on; ValueError says what is wrong with PORT."""
    port = environment.get("PORT") or "8000"
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise ValueError(f"PORT is {port!r}; it must be a whole number from 1 to 65535.")
    return (environment.get("HOST") or "127.0.0.1").strip("[]"), int(port)


def resolve(host: str) -> str:
    """The numeric address of a host, IPv4 where it has both; ValueError when it has none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise ValueError(f"HOST is {host!r}, which is not the name or address of this machine.") from error
    return str(min(found, key=lambda entry: entry[0] != socket.AF_INET)[4][0])


def refuse_exposed_sample(host: str, address: str) -> None:
    if settings.SAMPLE_DATA and not is_loopback(address):
        raise CommandError(
            f"HOST is {host!r}, where others can reach the site, and everybody knows the sign-ins of the sample data."
            " Set HOST to 127.0.0.1, or SAMPLE_DATA to 0."
        )


def where_mail_goes() -> str:
    if settings.EMAIL_FILE_PATH:
        return f"Mail is not sent but written to files in {settings.EMAIL_FILE_PATH}."
    return f"Mail is sent by {settings.EMAIL_HOST}, port {settings.EMAIL_PORT}."


def refuse_taken_port(address: str, port: int) -> None:
    try:
        try_port(address, port)
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise CommandError(f"HOST is {address!r}, which is not an address of this machine.") from error
        why = "is taken by another program" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        other = port + 1 if 1024 <= port < 65535 else 8000
        raise CommandError(f"Port {port} of {address} {why}. To choose another port: PORT={other} make run") from error


def close_connections() -> None:
    """So that the database sees them end: what watches the server needs none."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
