"""The list of translations of plain pages, and who may do what there."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alliance.accounts.models import User
from alliance.pages.models import Page, PageTranslation
from tests.pages.translating import LIST, WRITTEN, SignIn, add, change, history, page_form, saved, words


def test_list_says_language_address_and_how_far_each_is(
    machine_made: PageTranslation, editor: User, signed_in: SignIn
) -> None:
    response = signed_in(editor).get(LIST, {"q": "yearbook"})

    assert "Anuario/es/yearbook/EspañolTranslated by a machine. Nobody has reviewed it yet." in words(response)


def test_lists_ask_the_database_no_more_for_more_translations(
    yearbook: Page, anuario: PageTranslation, editor: User, signed_in: SignIn, django_assert_num_queries: Any
) -> None:
    client = signed_in(editor)
    for address in (LIST, page_form(yearbook)):
        client.get(address)
        PageTranslation.objects.filter(page=yearbook).exclude(language="es").delete()
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for code in ("fr", "pt", "ru"):
            PageTranslation.objects.create(page=yearbook, language=code, title="x", text="x", source_digest="0")

        with django_assert_num_queries(len(few)):
            client.get(address)


def test_staff_who_may_only_look_save_and_preview_nothing(
    yearbook: Page, anuario: PageTranslation, translation_viewer: User, signed_in: SignIn
) -> None:
    client = signed_in(translation_viewer)

    assert "It is out." in words(client.get(change(anuario)))
    for extra in ({}, {"_preview": "x"}):
        assert client.post(change(anuario), WRITTEN | extra).status_code == 403
        assert client.post(add(yearbook, "fr"), WRITTEN | extra).status_code == 403
    assert client.get(add(yearbook, "fr")).status_code == 403
    assert saved().title == "Anuario"


def test_everybody_else_is_sent_away(
    anuario: PageTranslation, outsider: User, signed_in: SignIn, client: Client
) -> None:
    for anybody in (client, signed_in(outsider)):
        assert anybody.post(change(anuario), WRITTEN)["Location"].startswith("/admin/login/")
    assert saved().title == "Anuario"


def test_deletion_is_for_administrators(
    anuario: PageTranslation, publisher: User, administrator: User, signed_in: SignIn
) -> None:
    assert signed_in(publisher).post(f"{LIST}{anuario.pk}/delete/", {"post": "yes"}).status_code == 403
    assert signed_in(administrator).post(f"{LIST}{anuario.pk}/delete/", {"post": "yes"}).status_code == 302

    assert not PageTranslation.objects.filter(pk=anuario.pk).exists()


def test_no_form_of_the_translations_has_inline_script_or_style(
    yearbook: Page, anuario: PageTranslation, administrator: User, signed_in: SignIn
) -> None:
    client = signed_in(administrator)

    for address in (LIST, add(yearbook, "fr"), change(anuario), history(anuario), page_form(yearbook)):
        body = client.get(address).content.decode()
        assert " style=" not in body, address
        assert " on" + "click=" not in body, address
        assert "<style" not in body, address
        assert all(" src=" in script for script in body.split("<script")[1:]), address
