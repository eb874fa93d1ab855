import pytest
from django import forms
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from alliance.shared.languages import in_language, in_page_language, pseudo


def test_the_same_page_has_an_address_in_each_language(pseudo_language: str) -> None:
    assert in_language("/beliefs/", "ar-xb") == "/ar-xb/beliefs/"
    assert in_language("/ar-xb/beliefs/", "en") == "/beliefs/"
    assert in_language("/ar-xb/beliefs/", "ar-xb") == "/ar-xb/beliefs/"
    assert in_language("/", "ar-xb") == "/ar-xb/"


@pytest.mark.parametrize(
    ("address", "led_to"),
    [
        ("/contact/", "/es/contact/"),
        ("/", "/es/"),
        ("/help/?all#section-cite", "/es/help/?all#section-cite"),
        ("/es/contact/", "/es/contact/"),
        ("/fr/contact/", "/fr/contact/"),
        ("/robots.txt", "/robots.txt"),
        ("/.well-known/security.txt", "/.well-known/security.txt"),
        ("/no/such/page/", "/no/such/page/"),
        ("//elsewhere.example/", "//elsewhere.example/"),
        ("https://elsewhere.example/", "https://elsewhere.example/"),
        ("mailto:office@example.org", "mailto:office@example.org"),
        ("#section-cite", "#section-cite"),
        ("", ""),
    ],
)
def test_link_to_a_page_of_the_site_leads_to_it_in_the_language_of_the_page(address: str, led_to: str) -> None:
    with translation.override("es"):
        assert in_page_language(address) == led_to
    assert in_page_language(address) == address


def test_pseudo_text_is_longer_and_marked() -> None:
    assert len(pseudo("Read the text")) > len("Read the text")
    assert pseudo("Read the text").startswith("[")


def test_placeholders_and_markup_are_kept() -> None:
    text = pseudo('Edition %(number)s of <a href="/a/">{site}</a> &amp; more, 100%%')

    for kept in ("%(number)s", '<a href="/a/">', "{site}", "</a>", "&amp;", "%%"):
        assert kept in text


def test_every_kind_of_message_is_marked(pseudo_language: str) -> None:
    with translation.override("ar-xb"):
        assert gettext("Home").startswith("[")
        assert pgettext("a house", "Home") == gettext("Home")
        assert ngettext("%(count)d clause", "%(count)d clauses", 2) % {"count": 2} != "2 clauses"


def test_pseudo_language_reads_from_right_to_left(pseudo_language: str) -> None:
    with translation.override("ar-xb"):
        assert translation.get_language_bidi()


def test_pseudo_language_is_for_debugging_only(client: Client, db: None) -> None:
    assert client.get("/ar-xb/").status_code == 404


@pytest.mark.parametrize("language", ["ar", "zh-hans"])
def test_question_in_another_script_gets_no_colon_behind_its_mark(language: str) -> None:
    mark = {"ar": "\u061f", "zh-hans": "\uff1f"}[language]

    class Form(forms.Form):
        why = forms.CharField(label=f"...{mark}")

    with translation.override(language):
        assert Form()["why"].label_tag() == f'<label for="id_why">...{mark}</label>'
