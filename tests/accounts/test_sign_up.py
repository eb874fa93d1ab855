"""A newcomer makes an account and confirms the address by a click on a page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client

from alliance.accounts.models import User
from alliance.shared.languages import in_language
from tests.accounts.conftest import is_signed_in, sign_in, sign_up, without_token
from tests.races import at_once, in_step

Link = Callable[[str], str]
NORA = "nora@example.org"
CONFIRM = "/accounts/confirm-email/"


def is_confirmed(email: str = NORA) -> bool:
    return EmailAddress.objects.get(email=email).verified


def test_newcomer_gives_a_name_an_address_and_a_password_once(client: Client) -> None:
    page = client.get("/accounts/signup/").content.decode()
    response = sign_up(client)

    assert re.findall(r'<input type="(?:text|email|password)" name="(\w+)"', page) == ["name", "email", "password1"]
    assert response["Location"] == CONFIRM
    person = User.objects.get()
    assert (person.name, person.email, person.language) == ("Nora Newcomer", NORA, "en")
    assert person.check_password("correct horse battery")
    assert not is_confirmed()
    assert not is_signed_in(client)


def test_newcomer_confirms_by_a_click_and_goes_on_to_where_they_were_going(client: Client, path_in_mail: Link) -> None:
    client.post("/accounts/signup/?next=/beliefs/", {"name": "N", "email": NORA, "password1": "correct horse battery"})
    link = path_in_mail(CONFIRM)

    page = client.get(link)
    response = client.post(link)

    assert NORA in page.content.decode()
    assert response["Location"] == "/beliefs/"
    assert is_confirmed()
    assert is_signed_in(client)


def test_newcomer_who_sends_the_form_twice_goes_on_as_after_once(client: Client, path_in_mail: Link) -> None:
    typed = {"name": "N", "email": NORA, "password1": "correct horse battery", "next": "/beliefs/"}
    places = [client.post("/accounts/signup/", typed)["Location"] for _ in range(2)]

    response = client.post(path_in_mail(CONFIRM))

    assert places == [CONFIRM, CONFIRM]
    assert response["Location"] == "/beliefs/"
    assert is_signed_in(client)


def test_link_that_is_opened_elsewhere_confirms_but_signs_nobody_in(client: Client, path_in_mail: Link) -> None:
    sign_up(client)
    elsewhere = Client()

    response = elsewhere.post(path_in_mail(CONFIRM))

    assert response["Location"] == "/accounts/login/"
    assert is_confirmed()
    assert not is_signed_in(elsewhere)


def test_mail_scanner_confirms_nothing_however_often_it_opens_the_link(client: Client, path_in_mail: Link) -> None:
    sign_up(client)
    link = path_in_mail(CONFIRM)

    for _ in range(5):
        assert Client().get(link).status_code == 200
        assert Client().head(link).status_code == 200

    assert not is_confirmed()
    assert Client().post(link).status_code == 302
    assert is_confirmed()


def test_scanner_does_not_sign_anybody_out(
    client: Client, outsider: User, signed_in: Callable[..., Client], path_in_mail: Link
) -> None:
    sign_up(client)
    somebody = signed_in(outsider)

    somebody.get(path_in_mail(CONFIRM))

    assert is_signed_in(somebody)


def test_used_link_says_kindly_that_the_address_is_confirmed(client: Client, path_in_mail: Link) -> None:
    sign_up(client)
    link = path_in_mail(CONFIRM)
    client.post(link)

    for response in (client.post(link), client.get(link), Client().post(link), Client().get(link)):
        assert response.status_code == 200
        assert "Your address is confirmed already" in response.content.decode()
    assert is_confirmed()


@pytest.mark.parametrize("key", ["nonsense", "MQ:1abcde:forged", "MQ"])
def test_forged_link_confirms_nothing_and_offers_a_new_one(client: Client, key: str) -> None:
    sign_up(client)

    for response in (client.get(f"{CONFIRM}{key}/"), client.post(f"{CONFIRM}{key}/")):
        assert response.status_code == 404
        assert f'href="{CONFIRM}"' in response.content.decode()
    assert not is_confirmed()


def test_link_of_more_than_three_days_ago_confirms_nothing(client: Client, path_in_mail: Link, settings: Any) -> None:
    sign_up(client)
    link = path_in_mail(CONFIRM)
    settings.ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = -1

    assert client.post(link).status_code == 404
    assert not is_confirmed()


def test_link_is_sent_again_at_once_to_nobody_and_later_to_who_asks(
    client: Client, delivered_mails: Callable[[], list[EmailMessage]], settings: Any
) -> None:
    sign_up(client)
    assert NORA in client.get(CONFIRM).content.decode()

    client.post(CONFIRM, {"email": NORA})
    too_soon = len(delivered_mails())
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}
    response = client.post(CONFIRM, {"email": NORA.upper()})

    assert too_soon == 1
    assert "another is on its way" in response.content.decode()
    assert [mail.subject for mail in delivered_mails()] == ["The Alliance: Confirm your e-mail address"] * 2
    link = re.search(rf"http://testserver({CONFIRM}\S+)", str(delivered_mails()[-1].body))
    assert client.post(link[1]).status_code == 302


def test_who_signs_in_unconfirmed_is_sent_the_link_again(
    client: Client, delivered_mails: Callable[[], list[EmailMessage]], settings: Any
) -> None:
    sign_up(client)
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}

    response = sign_in(Client(), User.objects.get(), password="correct horse battery")

    assert response["Location"] == CONFIRM
    assert len(delivered_mails()) == 2


def test_address_that_is_wrong_is_refused_beside_its_field(client: Client) -> None:
    response = client.post(CONFIRM, {"email": "no address"})

    assert response.status_code == 422
    assert 'value="no address"' in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "This field is required."),
        ("name", "broken \ufffd name", "This is not valid text"),
        ("email", "nora@", "Enter a valid email address."),
        ("password1", "too short", "at least 12 characters"),
        ("password1", "nora newcomer", "too similar"),
        ("password1", "password1234", "too common"),
    ],
)
def test_wrong_input_is_refused_beside_its_field_and_nothing_typed_is_lost(
    client: Client, field: str, value: str, sentence: str
) -> None:
    response = sign_up(client, **{field: value})
    page = response.content.decode()

    assert response.status_code == 422
    assert sentence in page
    assert f'<a href="#id_{field}">' in page
    assert f'aria-describedby="id_{field}_helptext id_{field}_error"' in page
    assert ('value="Nora Newcomer"' in page) == (field != "name")
    assert User.objects.count() == 0


def test_sign_up_whose_mail_fails_leaves_nobody_behind(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ConnectionError

    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("alliance.accounts.adapters.AccountAdapter.send_mail", fail)
        response = sign_up(client)

    assert response.status_code == 500
    assert (User.objects.count(), EmailAddress.objects.count()) == (0, 0)
    assert sign_up(client)["Location"] == CONFIRM


def test_address_that_somebody_took_meanwhile_is_answered_like_any_other(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take_it(form: Any) -> str:
        User.objects.get_or_create(email=NORA, defaults={"name": "Quick"})
        return NORA

    monkeypatch.setattr("alliance.accounts.forms.SignUpForm.clean_email", take_it)

    response = sign_up(client)

    assert response["Location"] == CONFIRM
    assert User.objects.get().name == "Quick"


def test_sign_up_answers_known_and_unknown_addresses_alike(
    outsider: User, delivered_mails: Callable[[], list[EmailMessage]]
) -> None:
    pages = []
    for address in (outsider.email, "unknown@example.org"):
        client = Client()
        response = sign_up(client, email=address)
        pages.append((response.status_code, response["Location"], without_token(client.get(CONFIRM), address)))

    assert pages[0] == pages[1]
    assert "You have an account already" in delivered_mails()[0].subject
    assert User.objects.get(email=outsider.email).name == "Otto Outsider"


def test_sending_again_answers_every_address_alike(outsider: User, client: Client) -> None:
    sign_up(client)
    addresses = (outsider.email, "unknown@example.org", NORA)

    pages = {without_token(Client().post(CONFIRM, {"email": address}), address) for address in addresses}

    assert len(pages) == 1


@pytest.mark.parametrize("name", ["<b>Nora</b>", "Nora, win a car at evil.example", "Nora\r\nBcc: all@example.org"])
def test_what_a_newcomer_types_as_a_name_is_in_no_mail_and_escaped_on_pages(
    client: Client, delivered_mails: Callable[[], list[EmailMessage]], path_in_mail: Link, name: str
) -> None:
    sign_up(client, name=name)
    client.post(path_in_mail(CONFIRM))

    mail = delivered_mails()[0]
    assert mail.to == [NORA]
    for word in ("Nora", "evil.example", "Bcc"):
        assert word not in mail.message().as_string()
    assert mail.alternatives == []
    assert "<b>Nora" not in client.get("/accounts/").content.decode()


def test_link_in_a_mail_leads_to_the_site_whichever_host_was_asked(
    client: Client, delivered_mails: Callable[[], list[EmailMessage]]
) -> None:
    client.post(
        "/accounts/signup/",
        {"name": "N", "email": NORA, "password1": "correct horse battery"},
        headers={"host": "localhost"},
    )

    assert "http://testserver/accounts/confirm-email/" in str(delivered_mails()[0].body)
    assert "localhost" not in str(delivered_mails()[0].body)


def test_mail_is_in_the_language_of_the_page(
    client: Client, pseudo_language: str, delivered_mails: Callable[[], list[EmailMessage]]
) -> None:
    address = in_language("/accounts/signup/", pseudo_language)

    client.post(address, {"name": "N", "email": NORA, "password1": "correct horse battery"})

    mail = delivered_mails()[0]
    assert mail.subject.startswith("[The Alliance: [")
    assert f"http://testserver/{pseudo_language}/accounts/confirm-email/" in str(mail.body)
    assert User.objects.get().language == pseudo_language


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_confirm_once(client: Client, path_in_mail: Link) -> None:
    sign_up(client)
    link = path_in_mail(CONFIRM)

    responses = in_step(*[lambda: Client().post(link)] * 4)

    assert sorted(response.status_code for response in responses) == [200, 200, 200, 302]
    assert is_confirmed()


@pytest.mark.django_db(transaction=True)
def test_sign_up_sent_twice_at_the_same_moment_makes_one_account(settings: Any) -> None:
    responses = at_once(*[lambda: sign_up(Client())] * 4)

    assert [response["Location"] for response in responses] == [CONFIRM] * 4
    assert User.objects.get().emailaddress_set.count() == 1
