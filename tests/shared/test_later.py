"""What few people need takes no memory of those who serve readers, until it is asked for."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, Resolver404, path, resolve, reverse
from django.views.generic import TemplateView

from alliance.shared.later import included_later, viewed_later

ROOT = Path(__file__).resolve().parents[2]
# Of each part something that only it brings along: the admin, its export, the API, keys to sign in with, QR codes,
# pictures, and the other database.
LATER = {"members.admin", "import_export", "ninja", "allauth.mfa.webauthn.views", "fido2", "qrcode", "PIL", "psycopg"}
SERVES = """
import sys
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
import alliance.page_cache, alliance.warming
from django.template.loader import get_template
from django.urls import resolve, reverse
from django.utils import translation
for language in ("en", "ar"):
    with translation.override(language):
        for name in ("home", "account_login", "principles:belief-list", "members:organisation-list"):
            resolve(reverse(name))
get_template("home.html")
print(*sys.modules)
"""


def shown(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"shown {request.method}")


class ShownView(TemplateView):
    def get(self, request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        return HttpResponse(f"a class {named}")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """A site with a part that is there later."""
    part, site = ModuleType("a_part"), ModuleType("a_site")
    part.urlpatterns = [path("<slug:word>/", shown, name="shown")]
    site.urlpatterns = [
        path("first/", shown, name="first"),
        included_later("part/", "a_part", namespace="part"),
        included_later("broken/", "there_is_no_such_module", namespace="broken"),
    ]
    monkeypatch.setitem(sys.modules, "a_part", part)
    monkeypatch.setitem(sys.modules, "a_site", site)
    settings.ROOT_URLCONF = "a_site"


def test_who_serves_readers_has_not_loaded_what_staff_and_programs_ask_for() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "DEBUG"}}

    ended = subprocess.run(
        [sys.executable, "-c", SERVES],
        cwd=ROOT,
        env=environment | {"DJANGO_SETTINGS_MODULE": "alliance.settings", "DATABASE_URL": "sqlite://:memory:"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    )

    assert LATER & set(ended.stdout.split()) == set()


@pytest.mark.parametrize(
    "name", ["admin:index", "admin:members_organisation_changelist", "api:organisations", "account_login", "mfa_index"]
)
def test_what_is_loaded_later_has_its_address(name: str) -> None:
    assert resolve(reverse(name)).view_name == name


def test_what_every_app_shows_to_staff_is_there_with_the_admin() -> None:
    assert reverse("admin:app_list", args=["members"]) == "/admin/members/"
    assert resolve("/admin/finances/").view_name == "admin:app_list"
    with pytest.raises(NoReverseMatch):
        reverse("admin:app_list", args=["nothing"])


@pytest.mark.usefixtures("later")
def test_a_part_that_is_included_later_is_loaded_by_whoever_asks_for_it_alone() -> None:
    assert reverse("first") == "/first/"
    assert reverse("part:shown", args=["word"]) == "/part/word/"
    assert resolve("/part/word/").kwargs == {"word": "word"}
    with pytest.raises(Resolver404):
        resolve("/part/")
    with pytest.raises(NoReverseMatch):
        reverse("part:nothing")
    with pytest.raises(NoReverseMatch):
        reverse("nothing:shown")
    with pytest.raises(ModuleNotFoundError):
        resolve("/broken/")


def test_a_view_that_is_loaded_later_answers_as_it_is() -> None:
    request = HttpRequest()
    request.method = "GET"

    assert viewed_later(f"{__name__}.shown")(request).content == b"shown GET"
    assert viewed_later(f"{__name__}.ShownView")(request, word=1).content == b"a class {'word': 1}"
    with pytest.raises(ImportError):
        viewed_later(f"{__name__}.nothing")(request)
