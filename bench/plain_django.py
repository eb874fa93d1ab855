"""A site as one writes it first: a view with two queries and a template, over the middleware of a new Django project.

It shows the text of the principles page. PLAIN_DATABASE names its file; with PLAIN_CACHED Django's own cache
middleware, in the memory of each worker, stands around it.

python -m bench.plain_django titles-and-texts.json      makes the database
"""

import json
import os
import sys
from pathlib import Path

import django
from django.conf import settings

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
CACHE_FIRST = "django.middleware.cache.UpdateCacheMiddleware"
CACHE_LAST = "django.middleware.cache.FetchFromCacheMiddleware"
IS_CACHED = os.environ.get("PLAIN_CACHED") == "1"

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    SECRET_KEY="of a site on this machine alone, for a minute",  # noqa: S106
    ROOT_URLCONF="bench.plain_django",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[CACHE_FIRST, *MIDDLEWARE, CACHE_LAST] if IS_CACHED else MIDDLEWARE,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["PLAIN_DATABASE"],
            "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL"},
            "CONN_MAX_AGE": None,
        }
    },
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).with_name("templates")],
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - what follows needs the settings
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


class Edition(models.Model):
    number = models.CharField(max_length=10)

    class Meta:
        app_label = "plain"

    def __str__(self) -> str:
        return self.number


class Clause(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE)
    title = models.TextField()
    text = models.TextField()

    class Meta:
        app_label = "plain"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title


def text(request: HttpRequest) -> HttpResponse:
    edition = Edition.objects.get(number="1.0")
    clauses = list(Clause.objects.filter(edition=edition))
    return render(request, "text.html", {"edition": edition, "clauses": clauses})


urlpatterns = [path("", text)]
application = get_wsgi_application()


def fill(clauses: list[dict[str, str]]) -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Edition)
        editor.create_model(Clause)
    edition = Edition.objects.create(number="1.0")
    Clause.objects.bulk_create(Clause(edition=edition, **clause) for clause in clauses)


if __name__ == "__main__":
    fill(json.loads(Path(sys.argv[1]).read_text()))
