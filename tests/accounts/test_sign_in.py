"""Signing in by password or code, staying signed in, and what keeps strangers out."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.test import Client

from alliance.accounts.models import User
from tests.accounts.conftest import PASSWORD, code_of, give_app, is_signed_in, sign_in, without_token

Mails = Callable[[], list[EmailMessage]]
CODE = "/accounts/login/code/"
CONFIRM_CODE = "/accounts/login/code/confirm/"
RESET = "/accounts/password/reset/"
ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example"]


def code_in(mail: EmailMessage) -> str:
    return re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.body), re.MULTILINE)[0]


def ask_for_code(client: Client, email: str, mails: Mails) -> str:
    client.post(CODE, {"email": email})
    return code_in(mails()[-1])


def test_person_signs_in_with_a_password_and_goes_on(client: Client, outsider: User) -> None:
    response = sign_in(client, outsider, after="/beliefs/")

    assert response["Location"] == "/beliefs/"
    assert is_signed_in(client)


def test_address_may_be_typed_in_capitals(client: Client, outsider: User) -> None:
    client.post("/accounts/login/", {"login": outsider.email.upper(), "password": PASSWORD})

    assert is_signed_in(client)


def test_wrong_password_and_unknown_address_are_answered_alike(outsider: User) -> None:
    pages = []
    for address in (outsider.email, "unknown@example.org"):
        response = Client().post("/accounts/login/", {"login": address, "password": "wrong"})
        pages.append((response.status_code, without_token(response, address)))

    assert pages[0] == pages[1]
    assert pages[0][0] == 422
    assert "do not belong together" in pages[0][1]


def test_person_signs_in_with_a_code_of_one_use(client: Client, outsider: User, delivered_mails: Mails) -> None:
    code = ask_for_code(client, outsider.email, delivered_mails)

    response = client.post(CONFIRM_CODE, {"code": code.lower().replace("-", "")})

    assert response["Location"] == "/accounts/"
    assert is_signed_in(client)
    assert delivered_mails()[-1].subject == "The Alliance: Your code to sign in"
    assert not is_signed_in(Client())
    client.post("/accounts/logout/")
    client.post(CONFIRM_CODE, {"code": code})
    assert not is_signed_in(client)


def test_code_is_good_only_where_it_was_asked_for(outsider: User, client: Client, delivered_mails: Mails) -> None:
    code = ask_for_code(client, outsider.email, delivered_mails)
    thief = Client()

    thief.post(CONFIRM_CODE, {"code": code})

    assert not is_signed_in(thief)


def test_code_is_void_after_three_wrong_ones(client: Client, outsider: User, delivered_mails: Mails) -> None:
    code = ask_for_code(client, outsider.email, delivered_mails)

    statuses = [client.post(CONFIRM_CODE, {"code": "XXXX-XXXX"}).status_code for _ in range(3)]
    client.post(CONFIRM_CODE, {"code": code})

    assert statuses == [422, 422, 302]
    assert not is_signed_in(client)


def test_code_asks_for_the_second_factor_too(client: Client, outsider: User, delivered_mails: Mails) -> None:
    secret = give_app(outsider)
    code = ask_for_code(client, outsider.email, delivered_mails)

    response = client.post(CONFIRM_CODE, {"code": code})

    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_signed_in(client)


def test_asking_for_a_code_answers_known_and_unknown_addresses_alike(outsider: User, delivered_mails: Mails) -> None:
    pages = []
    for address in (outsider.email, "unknown@example.org"):
        client = Client()
        asked = client.post(CODE, {"email": address})
        page = client.get(CONFIRM_CODE)
        wrong = client.post(CONFIRM_CODE, {"code": "XXXX-XXXX"})
        pages.append(
            (asked.status_code, asked["Location"], *(without_token(shown, address) for shown in (page, wrong)))
        )

    assert pages[0] == pages[1]
    assert len(delivered_mails()) == 2


def test_password_is_set_anew_by_a_link(client: Client, outsider: User, delivered_mails: Mails) -> None:
    client.post(RESET, {"email": outsider.email})
    path = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", str(delivered_mails()[-1].body))[1]

    form = client.get(path, follow=True)
    response = client.post(form.redirect_chain[-1][0], {"password1": "another good sentence"})

    assert response["Location"] == "/accounts/password/reset/key/done/"
    outsider.refresh_from_db()
    assert outsider.check_password("another good sentence")
    assert delivered_mails()[-1].subject == "The Alliance: Your password was set anew"
    assert "This link no longer works" in Client().get(path).content.decode()


def test_reset_answers_known_and_unknown_addresses_alike(outsider: User, delivered_mails: Mails) -> None:
    pages = []
    for address in (outsider.email, "unknown@example.org"):
        response = Client().post(RESET, {"email": address}, follow=True)
        pages.append((response.redirect_chain, without_token(response, address)))

    assert pages[0] == pages[1]
    assert len(delivered_mails()) == 2


def test_disabled_person_cannot_sign_in_by_password_or_code(outsider: User, delivered_mails: Mails) -> None:
    User.objects.update(is_active=False)
    by_password, by_code = Client(), Client()

    response = sign_in(by_password, outsider)
    by_code.post(CODE, {"email": outsider.email})

    assert response["Location"] == "/accounts/inactive/"
    assert "There is no account" in delivered_mails()[-1].subject
    assert not is_signed_in(by_password)
    assert not is_signed_in(by_code)


def test_person_who_is_disabled_is_signed_out(outsider: User, client: Client) -> None:
    sign_in(client, outsider)

    User.objects.update(is_active=False)

    assert not is_signed_in(client)


def test_session_is_on_the_server_and_ends_with_signing_out(outsider: User, client: Client) -> None:
    sign_in(client, outsider)
    stolen = Client()
    stolen.cookies["session"] = client.cookies["session"].value
    assert Session.objects.filter(pk=client.cookies["session"].value).exists()
    assert is_signed_in(stolen)

    response = client.post("/accounts/logout/")

    assert response["Location"] == "/accounts/login/"
    assert not is_signed_in(client)
    assert not is_signed_in(stolen)


def test_opening_the_page_to_sign_out_signs_nobody_out(outsider: User, client: Client) -> None:
    sign_in(client, outsider)

    client.get("/accounts/logout/")

    assert is_signed_in(client)


def test_changed_password_ends_every_other_session(outsider: User, client: Client, delivered_mails: Mails) -> None:
    other = Client()
    sign_in(client, outsider)
    sign_in(other, outsider)

    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "another good sentence"})

    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert delivered_mails()[-1].subject == "The Alliance: Your password was changed"


def test_password_is_changed_only_by_who_knows_it(outsider: User, client: Client) -> None:
    sign_in(client, outsider)

    response = client.post(
        "/accounts/password/change/", {"oldpassword": "a wrong one", "password1": "another good sentence"}
    )

    assert response.status_code == 422
    assert "This is not your present password." in response.content.decode()


@pytest.mark.parametrize("address", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(outsider: User, client: Client, address: str) -> None:
    assert sign_in(client, outsider, after=address)["Location"] == "/accounts/"
    assert client.get("/accounts/login/", {"next": address})["Location"] == "/accounts/"
    assert client.post("/accounts/logout/", {"next": address})["Location"] == "/accounts/login/"


@pytest.mark.parametrize("address", ELSEWHERE)
def test_second_factor_and_admin_lead_to_no_other_site(
    editor: User, signed_in: Callable[..., Client], address: str
) -> None:
    client = signed_in(editor)

    assert client.get("/accounts/second-factor/", {"next": address})["Location"] == "/accounts/"
    assert client.get("/admin/login/", {"next": address})["Location"] == "/admin/"
