"""Typed readers of the environment that refuse a malformed value with a sentence that says how to mend it."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

SQLITE_OPTIONS = {
    # A transaction that will write takes the lock at its start, so that it cannot fail half way.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
POSTGRESQL_OPTIONS = {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}


def switch(env: Env, name: str, *, default: bool) -> bool:
    """An on/off value. Anything but the usual words raises ImproperlyConfigured."""
    value = env.str(name, default="on" if default else "off").strip().lower()
    if value in {"1", "on", "true", "yes"}:
        return True
    if value in {"0", "off", "false", "no", ""}:
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


def database(env: Env, name: str, *, default: str) -> dict[str, Any]:
    """A Django database definition for an SQLite or a PostgreSQL address."""
    config = env.db_url_config(env.str(name, default=default))
    options = config.setdefault("OPTIONS", {})
    if config.get("ENGINE") == "django.db.backends.sqlite3" and config.get("NAME"):
        config["OPTIONS"] = SQLITE_OPTIONS | options
    elif config.get("ENGINE") == "django.db.backends.postgresql" and config.get("NAME"):
        config["OPTIONS"] = POSTGRESQL_OPTIONS | options
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
    if not value.startswith("dbcache:"):
        # The reader would name django-redis; Django's own backend needs the redis client alone.
        config["BACKEND"] = "django.core.cache.backends.redis.RedisCache"
    return config
