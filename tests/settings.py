"""The settings of the site in an environment that is the same on every machine; only DATABASE_URL is heeded.

Staff need a second factor, as in production; the fixture `signed_in` says that they used one.
"""

import os

for name in (
    "ALLOWED_HOSTS",
    "CACHE_URL",
    "CONTENT_VERSION_LEASE",
    "COUNTRY_NAMES",
    "DEBUG",
    "EDITION_MAIL_DELAY",
    "EMAIL_FROM",
    "EMAIL_URL_FILE",
    "OUTBOX_KEPT_DAYS",
    "PAGE_CACHE_MEGABYTES",
    "READING_WITHOUT_DATABASE_HOURS",
    "REAFFIRMATION_DAYS",
    "REAFFIRMATION_REMINDERS",
    "SAMPLE_DATA",
    "SAMPLE_PASSWORD",
    "SECRET_KEY_FILE",
    "SECURITY_CONTACT",
    "SITE_NAME",
    "STAFF_TWO_FACTOR",
    "TRUSTED_PROXIES",
):
    os.environ.pop(name, None)
os.environ["SECRET_KEY"] = "a key that only tests use, and no site"
os.environ["SITE_URL"] = "http://testserver"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["EMAIL_URL"] = "smtp://127.0.0.1"

from alliance.settings import *  # noqa: E402, F403

# Behind the outbox, in memory; and when a test says so, not in a thread.
EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
OUTBOX_SENDS_AT_ONCE = False
