from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from alliance.shared.languages import in_language, pseudo


def test_the_same_page_has_an_address_in_each_language(pseudo_language: str) -> None:
    assert in_language("/beliefs/", "ar-xb") == "/ar-xb/beliefs/"
    assert in_language("/ar-xb/beliefs/", "en") == "/beliefs/"
    assert in_language("/ar-xb/beliefs/", "ar-xb") == "/ar-xb/beliefs/"
    assert in_language("/", "ar-xb") == "/ar-xb/"


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
