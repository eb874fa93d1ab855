"""The settings of the site in an environment that is the same on every machine; only DATABASE_URL is heeded."""

import os

for name in (
    "ALLOWED_HOSTS",
    "CACHE_URL",
    "DEBUG",
    "SECRET_KEY_FILE",
    "SECURITY_CONTACT",
    "SITE_NAME",
    "TRUSTED_PROXIES",
):
    os.environ.pop(name, None)
os.environ["SECRET_KEY"] = "a key that only tests use, and no site"
os.environ["SITE_URL"] = "http://testserver"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"

from alliance.settings import *  # noqa: E402, F403
