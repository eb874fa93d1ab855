"""Typed readers of the environment that refuse a malformed value with a sentence that says how to mend it."""

import re
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from environ import Env

SQLITE_OPTIONS = {
    # A transaction that will write takes the lock at its start, so that it cannot fail half way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # What is deleted, keys in mails among it, is zeroed in the file; see alliance/shared/sqlite_traces.py.
    # A connection is kept by each thread of each worker: of the file it holds half a megabyte, and Linux the rest.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
        "PRAGMA cache_size=-500;"
    ),
}
OFF = frozenset({"0", "off", "false", "no", ""})
POSTGRESQL_OPTIONS = {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}


def switch(env: Env, name: str, *, default: bool) -> bool:
    """An on/off value. Anything but the usual words raises ImproperlyConfigured."""
    value = env.str(name, default="on" if default else "off").strip().lower()
    if value in {"1", "on", "true", "yes"}:
        return True
    if value in OFF:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; it must be 1 or 0 (on or off).")


def address(env: Env, name: str) -> str:
    """An absolute http(s) address without a path, a query or a trailing slash."""
    value = env.str(name, default="").rstrip("/")
    try:
        parts = urlsplit(value)
        well_formed = (
            parts.scheme in {"http", "https"} and parts.hostname and value == f"{parts.scheme}://{parts.netloc}"
        )
        _ = parts.port  # a port that is no number raises here
    except ValueError:
        well_formed = False
    if not well_formed:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; it must be the site's address without a path, such as https://alliance.example."
        )
    return value


def identifier(env: Env, name: str) -> str:
    """The code of a register and the number there, with a hyphen between them, as org-id.guide has them; or nothing."""
    value = env.str(name, default="").strip()
    if value and not re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)*-[^-\s/&|?]+", value):
        raise ImproperlyConfigured(
            f"{name} is {value!r}; it must be the code of a register and the number there, such as GB-CHC-1234567."
        )
    return value


def database(env: Env, name: str, *, default: str) -> dict[str, Any]:
    """A Django database definition for an SQLite or a PostgreSQL address."""
    config = env.db_url_config(env.str(name, default=default))
    options = config.setdefault("OPTIONS", {})
    if config.get("ENGINE") == "django.db.backends.sqlite3" and config.get("NAME"):
        config["ENGINE"] = "alliance.shared.sqlite3"
        config["OPTIONS"] = SQLITE_OPTIONS | options
        # One for each thread, for as long as the file is the same.
        config |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    elif config.get("ENGINE") == "django.db.backends.postgresql" and config.get("NAME"):
        config["OPTIONS"] = POSTGRESQL_OPTIONS | options
        # Or the first requests after the server was away get connections that it has forgotten.
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured(
            f"{name} is not understood; it must look like sqlite:////srv/alliance.sqlite3"
            " or postgresql://user:password@host:5432/name."
        )
    return config


def shared_cache(env: Env, name: str, *, default: str) -> dict[str, Any]:
    """A Django cache definition for dbcache://table or redis://host:port/number."""
    value = env.str(name, default=default)
    if not value.startswith(("dbcache://", "redis://", "rediss://")) or len(value.split("://", 1)[1]) == 0:
        raise ImproperlyConfigured(
            f"{name} is not understood; it must look like dbcache://shared_cache or redis://host:6379/0."
        )
    config = dict(env.cache_url_config(value))
    if value.startswith("dbcache:"):
        # Past its bound the cache throws entries away, and with them the count of somebody's attempts.
        config.setdefault("OPTIONS", {}).setdefault("MAX_ENTRIES", 200_000)
    else:
        # The reader would name django-redis; Django's own backend needs the redis client alone.
        config["BACKEND"] = "django.core.cache.backends.redis.RedisCache"
    return config


def whole_number(env: Env, name: str, *, default: int, least: int, most: int) -> int:
    value = env.str(name, default=str(default)).strip()
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number from {least} to {most}.")
    return int(value)


def whole_numbers(env: Env, name: str, *, default: str, most: int) -> list[int]:
    """Rising whole numbers with commas between them."""
    value = env.str(name, default=default)
    parts = [part.strip() for part in value.split(",") if part.strip()]
    are_numbers = all(part.isascii() and part.isdigit() and 1 <= int(part) <= most for part in parts)
    if not are_numbers or [int(part) for part in parts] != sorted({int(part) for part in parts}):
        raise ImproperlyConfigured(
            f"{name} is {value!r}; it must be whole numbers from 1 to {most} with commas between them, rising."
        )
    return [int(part) for part in parts]


def mail_server(env: Env, name: str) -> dict[str, Any]:
    """Django's settings for the delivery of mail, from smtp+tls://, smtp+ssl://, smtp:// or filemail://."""
    value = env.str(name, default="")
    try:
        parts = urlsplit(value)
        given = env.email_url_config(value)
    except (ValueError, ImproperlyConfigured):
        parts, given = urlsplit(""), {}
    if parts.scheme == "filemail":
        is_understood = given["EMAIL_FILE_PATH"].startswith("/") and not parts.netloc
    else:
        is_understood = parts.scheme in {"smtp", "smtp+tls", "smtp+ssl"} and bool(parts.hostname)
    if not is_understood or given.get("OPTIONS"):
        # Not with its value, which holds a password.
        raise ImproperlyConfigured(
            f"{name} is missing or not understood; it must look like smtp+tls://user:password@mail.example:587,"
            " smtp+ssl://user:password@mail.example:465, smtp://127.0.0.1:25, or filemail:////a/folder to write files."
        )
    if parts.scheme == "smtp" and parts.password and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ImproperlyConfigured(f"{name} is an address that would send a password unencrypted; use smtp+tls://.")
    return {
        "backend": given["EMAIL_BACKEND"],
        "folder": given["EMAIL_FILE_PATH"] if parts.scheme == "filemail" else None,
        "host": given["EMAIL_HOST"] or "",
        "port": given["EMAIL_PORT"] or {"smtp+tls": 587, "smtp+ssl": 465}.get(parts.scheme, 25),
        "user": given["EMAIL_HOST_USER"] or "",
        "password": given["EMAIL_HOST_PASSWORD"] or "",
        "starts_tls": parts.scheme == "smtp+tls",
        "is_tls": parts.scheme == "smtp+ssl",
    }


def mail_sender(env: Env, name: str, *, site_name: str, host: str) -> str:
    """Whom mail comes from, such as "The Alliance <no-reply@alliance.example>"; by default derived from the site."""
    # An address for people has a domain with a dot; what runs on one's own machine has none.
    domain = host if "." in host and not host.replace(".", "").isdigit() else "localhost"
    value = env.str(name, default="") or formataddr((site_name, f"no-reply@{domain}"))
    try:
        validate_email(parseaddr(value)[1])
        if "\n" in value or "\r" in value:
            raise ValidationError("A line break")
    except ValidationError as error:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; it must look like name@alliance.example or The Alliance <name@alliance.example>."
        ) from error
    return value
