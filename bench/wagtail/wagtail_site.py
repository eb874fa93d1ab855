"""The text as a page of Wagtail, as its documentation says to set one up; with wagtail-cache, in memory, or without.

Runs in an environment of its own, see requirements.txt. WAGTAIL_DATABASE names its file, WAGTAIL_CACHED adds the cache.

python wagtail_site.py titles-and-texts.json      makes the database
"""

import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings

HERE = Path(__file__).parent
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
CACHE_FIRST = "wagtailcache.cache.UpdateCacheMiddleware"
CACHE_LAST = "wagtailcache.cache.FetchFromCacheMiddleware"
IS_CACHED = os.environ.get("WAGTAIL_CACHED") == "1"

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        SECRET_KEY="of a site on this machine alone, for a minute",  # noqa: S106
        ROOT_URLCONF="wagtail_urls",
        INSTALLED_APPS=[
            "wagtail_page",
            "wagtailcache",
            "wagtail.contrib.forms",
            "wagtail.contrib.redirects",
            "wagtail.embeds",
            "wagtail.sites",
            "wagtail.users",
            "wagtail.snippets",
            "wagtail.documents",
            "wagtail.images",
            "wagtail.search",
            "wagtail.admin",
            "wagtail",
            "modelcluster",
            "taggit",
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
        ],
        MIDDLEWARE=[CACHE_FIRST, *MIDDLEWARE, CACHE_LAST] if IS_CACHED else MIDDLEWARE,
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 3600}},
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": os.environ["WAGTAIL_DATABASE"],
                "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL"},
                "CONN_MAX_AGE": None,
            }
        },
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE],
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        STATIC_URL="/static/",
        USE_TZ=True,
        WAGTAIL_SITE_NAME="The text",
        WAGTAILADMIN_BASE_URL="http://127.0.0.1",
    )
    django.setup()

from django.core.management import call_command  # noqa: E402 - what follows needs the settings
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.utils.html import escape  # noqa: E402

application = get_wsgi_application()


def fill(clauses: list[dict[str, str]]) -> None:
    """The text is the first page of the site that Wagtail's migrations make."""
    from wagtail.models import Page, Site
    from wagtail_page.models import TextPage

    call_command("migrate", verbosity=0)
    body = "".join(f"<h2>{escape(clause['title'])}</h2><p>{escape(clause['text'])}</p>" for clause in clauses)
    page = Page.get_first_root_node().add_child(instance=TextPage(title="The text", slug="text", body=body))
    Site.objects.update(root_page=page)


if __name__ == "__main__":
    fill(json.loads(Path(sys.argv[1]).read_text()))
