import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation

from alliance.accounts.models import User
from alliance.shared.responses import OFFER_IN_ENGLISH, PageLanguage, section_of
from alliance.views import broken, unreadable
from principles.models import Edition
from tests.catalogues import SENTENCES, say

PICKED = re.compile(r'<li><a href="([^"]*)" lang="([^"]+)"')


def picker_of(response: HttpResponse) -> dict[str, str]:
    return {tag: path.replace("&amp;", "&") for path, tag in PICKED.findall(response.content.decode())}


def written_in_the_language() -> tuple[str, str]:
    context = Context({"day": date(2026, 11, 24), "count": 1234})
    day, count = Template('{{ day|date:"DATE_FORMAT" }}|{{ count }}').render(context).split("|")
    return day, count


def test_picker_stays_on_the_same_page(client: Client, founding_edition: Edition) -> None:
    assert picker_of(client.get("/principles/participation/"))["es"] == "/es/principles/participation/"
    assert picker_of(client.get("/es/principles/participation/"))["en"] == "/principles/participation/"


def test_declared_parameters_belong_to_the_address_and_others_do_not(client: Client, founding_edition: Edition) -> None:
    response = client.get("/members/?page=1&from=elsewhere")

    assert picker_of(response)["ar"] == "/ar/members/?page=1"
    page = response.content.decode()
    assert '<link rel="canonical" href="http://testserver/members/?page=1">' in page
    assert 'hreflang="zh-Hans" href="http://testserver/zh-hans/members/?page=1">' in page
    assert "elsewhere" not in page


def test_public_page_that_declares_nothing_repeats_nothing(client: Client, founding_edition: Edition) -> None:
    assert client.get("/principles/?page=2").content == client.get("/principles/").content


def test_sign_in_keeps_where_it_leads_in_the_language_chosen(client: Client, db: None) -> None:
    picker = picker_of(client.get("/es/accounts/login/?next=/es/organisation/"))

    assert picker["fr"] == "/fr/accounts/login/?next=%2Ffr%2Forganisation%2F"
    assert picker["en"] == "/accounts/login/?next=%2Forganisation%2F"
    elsewhere = picker_of(client.get("/accounts/login/?next=https://example.org/"))
    assert elsewhere["fr"] == "/fr/accounts/login/?next=https%3A%2F%2Fexample.org%2F"


def test_refused_form_offers_its_own_page(client: Client, db: None) -> None:
    response = client.post("/ru/accounts/login/", {"login": "nobody@example.org", "password": "wrong"})

    assert response.status_code in {200, 422}
    assert picker_of(response)["pt"] == "/pt/accounts/login/"


@pytest.mark.parametrize("path", ["/no/such/page/", "/editions/9.9/"])
def test_picker_stands_on_a_page_that_is_not_there(client: Client, founding_edition: Edition, path: str) -> None:
    response = client.get(f"/ar{path}?x=1")

    assert response.status_code == 404
    assert '<html lang="ar" dir="rtl">' in response.content.decode()
    assert picker_of(response)["en"] == path


def test_picker_stands_on_a_refusal(outsider: User, signed_in: Any) -> None:
    response = signed_in(outsider).get("/fr/admin/", follow=True)

    assert response.status_code == 403
    assert picker_of(response)["ru"] == "/ru/admin/login/?next=%2Fru%2Fadmin%2F"


def test_picker_stands_on_a_form_that_expired(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/es/accounts/login/", {})

    assert response.status_code == 403
    assert picker_of(response)["en"] == "/accounts/login/"


def test_broken_page_has_a_picker_and_asks_nothing_of_the_database(rf: RequestFactory) -> None:
    for answer in (broken(rf.get("/ar/members/")), unreadable(rf.get("/ar/members/"), Exception())):
        page = answer.content.decode()

        assert answer.status_code in {500, 400}
        assert '<html lang="ar" dir="rtl">' in page
        assert picker_of(answer)["zh-Hans"] == "/zh-hans/members/"


def test_admin_has_the_picker_and_keeps_its_filters(editor: User, signed_in: Any) -> None:
    editor.user_permissions.set(Permission.objects.filter(codename="view_coreprinciple"))

    response = signed_in(editor).get("/ar/admin/principles/coreprinciple/?q=care")

    assert picker_of(response)["es"] == "/es/admin/principles/coreprinciple/?q=care"
    assert "data-offer" not in response.content.decode()


def test_page_is_offered_in_each_other_language_in_its_own_words(
    client: Client, founding_edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch)
    page = client.get("/").content.decode()

    for offer, close in SENTENCES.values():
        assert f'data-offer="{offer}" data-close="{close}"' in page
    assert OFFER_IN_ENGLISH not in page
    assert f'data-offer="{OFFER_IN_ENGLISH}" data-close="Close"' in client.get("/ru/").content.decode()


def test_language_whose_catalogue_is_silent_is_not_offered_in_english_words(monkeypatch: pytest.MonkeyPatch) -> None:
    say(monkeypatch, {"es": (OFFER_IN_ENGLISH, "Close")})

    assert PageLanguage("es", "Español", "/es/", is_current=False).offer == ""
    assert PageLanguage("en", "English", "/", is_current=False).offer == OFFER_IN_ENGLISH


def test_date_and_count_are_written_as_the_language_writes_them(db: None) -> None:
    written = {
        "en": ("24 November 2026", "1,234"),
        "es": ("24 de noviembre de 2026", "1\xa0234"),
        "fr": ("24 novembre 2026", "1\xa0234"),
        "ar": ("24 نوفمبر 2026", "1,234"),
        "ru": ("24 ноября 2026 г.", "1\xa0234"),
        "zh-hans": ("2026年11月24日", "1,234"),
    }
    found = {}
    for code in written:
        with translation.override(code):
            found[code] = written_in_the_language()

    assert found == written


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/", ""),
        ("/es/", ""),
        ("/members/", "/members/"),
        ("/members/a-name/", "/members/"),
        ("/zh-hans/members/a-name/", "/zh-hans/members/"),
        ("/healthz", ""),
    ],
)
def test_section_of_a_page_is_what_the_addresses_there_begin_with(path: str, section: str) -> None:
    assert section_of(path) == section


def places_marked(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<a class="(?:place|brand)" href="([^"]*)" aria-current="(\w+)"', page)


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/", [("/", "page")]),
        ("/es/", [("/es/", "page")]),
        ("/beliefs/", [("/beliefs/", "page")]),
        ("/es/principles/participation/", [("/es/principles/", "true")]),
        ("/tags/", []),
        ("/members/nobody/", [("/members/", "true")]),
    ],
)
def test_header_marks_where_a_page_stands(
    client: Client, founding_edition: Edition, path: str, marked: list[tuple[str, str]]
) -> None:
    # Twice: what is made for one page is no other page's.
    for _ in range(2):
        assert places_marked(client.get(path).content.decode()) == marked
