"""Staff need two factors; everybody may have them."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.test import Client

from alliance.accounts.models import User
from principles.models import Edition
from tests.accounts.conftest import (
    PASSWORD,
    code_of,
    give_app,
    give_recovery_codes,
    is_signed_in,
    kinds_of,
    sign_in,
)
from tests.accounts.passkey import Passkey

STAFF = ["/admin/", "/admin/principles/edition/", "/admin/accounts/user/", "/admin/jsi18n/", "/preview/home/"]
AUTHENTICATE = "/accounts/2fa/authenticate/"
ADD_APP = "/accounts/2fa/totp/activate/"


def given_again(client: Client, password: str = PASSWORD) -> Any:
    return client.post("/accounts/reauthenticate/", {"password": password})


def set_up_app(client: Client) -> Any:
    secret = client.get(ADD_APP).context["form"].secret
    return client.post(ADD_APP, {"code": code_of(secret)})


@pytest.mark.parametrize("address", STAFF)
def test_staff_without_a_second_factor_are_led_to_set_one_up(
    founding_edition: Edition, administrator: User, client: Client, address: str
) -> None:
    sign_in(client, administrator)

    response = client.get(address, follow=True)

    assert response.redirect_chain[-1][0].startswith("/accounts/second-factor/?next=/")
    assert "Staff need a second factor" in response.content.decode()
    assert client.post(address).status_code == 302


def test_staff_without_a_second_factor_open_no_address_of_the_admin(administrator: User, client: Client) -> None:
    sign_in(client, administrator)

    for path in ("", "password_change/", "jsi18n/", "autocomplete/", "principles/edition/publish/", "no/such/page/"):
        assert client.get(f"/admin/{path}").status_code == 302, path


def test_staff_set_up_an_app_and_go_on_to_where_they_were_going(administrator: User, client: Client) -> None:
    sign_in(client, administrator, after="/admin/accounts/user/")
    client.get("/admin/accounts/user/", follow=True)
    asked = client.get(ADD_APP)
    given_again(client)

    set_up = set_up_app(client)
    codes = client.get(set_up["Location"])
    response = client.get("/accounts/second-factor/")

    assert asked["Location"].startswith("/accounts/reauthenticate/?next=")
    assert set_up["Location"] == "/accounts/2fa/recovery-codes/"
    assert len(codes.context["unused_codes"]) == 10
    assert 'href="/accounts/second-factor/"' in codes.content.decode()
    assert response["Location"] == "/admin/accounts/user/"
    assert client.get("/admin/accounts/user/").status_code == 200


def test_staff_with_an_app_sign_in_with_its_code(administrator: User, client: Client) -> None:
    secret = give_app(administrator)

    halfway = sign_in(client, administrator, after="/admin/")
    stopped = client.get("/admin/")
    response = client.post(AUTHENTICATE, {"code": code_of(secret)})

    assert halfway["Location"] == AUTHENTICATE
    assert stopped.status_code == 302
    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_staff_sign_in_with_a_recovery_code_once(administrator: User, client: Client) -> None:
    give_app(administrator)
    code = give_recovery_codes(administrator)[0]
    sign_in(client, administrator)

    client.post(AUTHENTICATE, {"code": code})
    again = Client()
    sign_in(again, administrator)
    refused = again.post(AUTHENTICATE, {"code": code})

    assert client.get("/admin/").status_code == 200
    assert refused.status_code == 422
    assert "This is not the code." in refused.content.decode()
    assert not is_signed_in(again)


def test_code_of_an_app_is_good_once(administrator: User, client: Client) -> None:
    secret = give_app(administrator)
    code = code_of(secret)
    sign_in(client, administrator)
    client.post(AUTHENTICATE, {"code": code})
    again = Client()
    sign_in(again, administrator)

    assert again.post(AUTHENTICATE, {"code": code}).status_code == 422


def test_passkey_alone_is_enough_for_staff_since_the_device_verified_its_holder(administrator: User) -> None:
    client = Passkey(administrator).sign_in(is_verified=True)

    assert client.get("/admin/").status_code == 200


def test_passkey_of_a_device_that_did_not_verify_its_holder_signs_nobody_in(administrator: User) -> None:
    client = Passkey(administrator).sign_in(is_verified=False)

    assert not is_signed_in(client)


def test_passkey_of_a_disabled_person_signs_nobody_in(administrator: User) -> None:
    passkey = Passkey(administrator)
    User.objects.update(is_active=False)

    assert not is_signed_in(passkey.sign_in(is_verified=True))


def test_session_from_before_the_second_factor_is_asked_for_it(
    administrator: User, signed_in: Callable[..., Client]
) -> None:
    client = signed_in(administrator, second_factor=False)
    secret = give_app(administrator)

    asked = client.get("/admin/", follow=True)
    response = client.post(asked.redirect_chain[-1][0], {"code": code_of(secret)})

    assert asked.redirect_chain[-1][0].startswith("/accounts/2fa/reauthenticate/?next=")
    assert response["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_second_factor_of_one_person_is_none_of_another(
    administrator: User, editor: User, signed_in: Callable[..., Client]
) -> None:
    client = signed_in(administrator)

    client.force_login(editor)

    assert client.get("/admin/").status_code == 302


def test_password_alone_adds_no_factor_beside_one_that_is_there(
    administrator: User, signed_in: Callable[..., Client]
) -> None:
    client = signed_in(administrator, second_factor=False)
    give_app(administrator)

    given_again(client)
    response = client.get("/accounts/2fa/webauthn/add/")

    assert response["Location"].startswith("/accounts/2fa/reauthenticate/?next=")


def test_factor_is_added_only_by_who_gives_the_password_again(outsider: User, client: Client) -> None:
    sign_in(client, outsider)

    refused = given_again(client, password="a wrong one")
    response = client.get(ADD_APP)

    assert refused.status_code == 422
    assert response["Location"].startswith("/accounts/reauthenticate/?next=")


def test_wrong_code_sets_up_no_app_and_keeps_its_key(outsider: User, client: Client) -> None:
    sign_in(client, outsider)
    given_again(client)
    secret = client.get(ADD_APP).context["form"].secret

    response = client.post(ADD_APP, {"code": "000000"})

    assert response.status_code == 422
    assert response.context["form"].secret == secret
    assert kinds_of(outsider) == set()


def test_square_for_the_app_stands_in_the_page_itself(outsider: User, client: Client) -> None:
    sign_in(client, outsider)
    given_again(client)

    page = client.get(ADD_APP).content.decode()

    assert "<svg" in page.split('class="qr"')[1]
    assert "data:" not in page
    assert "<?xml" not in page


@pytest.mark.django_db(transaction=True)
def test_anybody_may_have_a_second_factor_and_is_told_of_it_by_mail(
    outsider: User, client: Client, delivered_mails: Callable[[], list[EmailMessage]]
) -> None:
    sign_in(client, outsider)
    given_again(client)

    set_up_app(client)

    assert kinds_of(outsider) == {"totp", "recovery_codes"}
    assert delivered_mails()[-1].subject == "The Alliance: An app was set up for your account"


def test_outsider_is_refused_whatever_the_factors(
    founding_edition: Edition, outsider: User, signed_in: Callable[..., Client]
) -> None:
    client = signed_in(outsider, second_factor=True)

    for address in STAFF:
        assert client.get(address, follow=True).status_code == 403


def test_visitor_signs_in_on_the_page_that_everybody_signs_in_on(client: Client) -> None:
    response = client.get("/admin/principles/edition/", follow=True)

    assert response.redirect_chain[-1][0] == "/accounts/login/?next=/admin/principles/edition/"


def test_admin_has_no_sign_in_of_its_own(administrator: User, client: Client) -> None:
    response = client.post("/admin/login/", {"username": administrator.email, "password": PASSWORD})

    assert response["Location"].startswith("/accounts/login/")
    assert not is_signed_in(client)


def test_site_may_do_without_a_second_factor(administrator: User, client: Client, settings: Any) -> None:
    settings.STAFF_TWO_FACTOR = False
    sign_in(client, administrator)

    assert client.get("/admin/").status_code == 200


def test_administrator_takes_a_lost_factor_away_and_sees_no_secret(
    administrator: User, editor: User, signed_in: Callable[..., Client]
) -> None:
    secret = give_app(editor)
    lost = Authenticator.objects.get(user=editor)
    client = signed_in(administrator)
    address = f"/admin/mfa/authenticator/{lost.pk}/"

    pages = [client.get("/admin/mfa/authenticator/"), client.get(f"{address}change/"), client.get(f"{address}delete/")]
    client.post(f"{address}delete/", {"post": "yes"})

    assert [page.status_code for page in pages] == [200] * 3
    assert not any(secret in page.content.decode() for page in pages)
    assert kinds_of(editor) == set()
