import os

import pytest
from django.core.exceptions import ImproperlyConfigured
from environ import Env

from alliance.shared.environment import identifier, mail_sender, mail_server, whole_number, whole_numbers


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith("GIVEN")]:
        monkeypatch.delenv(name)
    return monkeypatch


@pytest.mark.parametrize(
    ("address", "port", "starts_tls", "is_tls"),
    [
        ("smtp+tls://ann:s%40cret@mail.example", 587, True, False),
        ("smtp+tls://ann:s%40cret@mail.example:2525", 2525, True, False),
        ("smtp+ssl://ann:s%40cret@mail.example", 465, False, True),
        ("smtp://ann:s%40cret@127.0.0.1", 25, False, False),
    ],
)
def test_mail_server_is_read_from_its_address(
    given: pytest.MonkeyPatch, address: str, port: int, starts_tls: bool, is_tls: bool
) -> None:
    given.setenv("GIVEN", address)

    server = mail_server(Env(), "GIVEN")

    assert server["backend"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (server["port"], server["starts_tls"], server["is_tls"]) == (port, starts_tls, is_tls)
    assert (server["user"], server["password"]) == ("ann", "s@cret")


def test_folder_for_mail_is_read_from_its_address(given: pytest.MonkeyPatch) -> None:
    given.setenv("GIVEN", "filemail:////srv/alliance/mail")

    server = mail_server(Env(), "GIVEN")

    assert server["backend"] == "django.core.mail.backends.filebased.EmailBackend"
    assert server["folder"] == "/srv/alliance/mail"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mail.example",
        "smtp+tls://",
        "smtp+tls://mail.example:port",
        "smtp+tls://mail.example?timeout=1",
        "smtps://mail.example",
        "consolemail://",
        "dummymail://",
        "filemail://mail",
        "filemail:///mail",
        "smtp://ann:s%40cret@mail.example",
    ],
)
def test_address_that_is_no_mail_server_is_refused_without_its_password(
    given: pytest.MonkeyPatch, address: str
) -> None:
    given.setenv("GIVEN", address)

    with pytest.raises(ImproperlyConfigured, match=r"GIVEN is") as refusal:
        mail_server(Env(), "GIVEN")

    assert "cret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("host", "sender"),
    [
        ("alliance.example", "The Alliance <no-reply@alliance.example>"),
        ("127.0.0.1", "The Alliance <no-reply@localhost>"),
        ("localhost", "The Alliance <no-reply@localhost>"),
        ("fd00::1", "The Alliance <no-reply@localhost>"),
    ],
)
def test_sender_is_derived_from_the_site(given: pytest.MonkeyPatch, host: str, sender: str) -> None:
    assert mail_sender(Env(), "GIVEN", site_name="The Alliance", host=host) == sender


def test_sender_that_is_given_wins(given: pytest.MonkeyPatch) -> None:
    given.setenv("GIVEN", "Office <office@alliance.example>")

    assert mail_sender(Env(), "GIVEN", site_name="The Alliance", host="x.example") == "Office <office@alliance.example>"


@pytest.mark.parametrize("sender", ["office", "Office <office>", "a@b.example\nBcc: c@d.example"])
def test_sender_that_is_no_address_is_refused(given: pytest.MonkeyPatch, sender: str) -> None:
    given.setenv("GIVEN", sender)

    with pytest.raises(ImproperlyConfigured, match="GIVEN is"):
        mail_sender(Env(), "GIVEN", site_name="The Alliance", host="x.example")


@pytest.mark.parametrize("number", ["0", "31", "-1", "1.5", "ten", "١"])
def test_number_out_of_its_range_is_refused(given: pytest.MonkeyPatch, number: str) -> None:
    given.setenv("GIVEN", number)

    with pytest.raises(ImproperlyConfigured, match=r"GIVEN is .* from 1 to 30"):
        whole_number(Env(), "GIVEN", default=1, least=1, most=30)


def test_rising_numbers_are_read(given: pytest.MonkeyPatch) -> None:
    given.setenv("GIVEN", "30, 90,150")

    assert whole_numbers(Env(), "GIVEN", default="1", most=200) == [30, 90, 150]


@pytest.mark.parametrize("numbers", ["90,30", "30,30", "0,30", "30,201", "30;90", "soon"])
def test_numbers_that_do_not_rise_or_are_none_are_refused(given: pytest.MonkeyPatch, numbers: str) -> None:
    given.setenv("GIVEN", numbers)

    with pytest.raises(ImproperlyConfigured, match=r"GIVEN is .* rising"):
        whole_numbers(Env(), "GIVEN", default="1", most=200)


@pytest.mark.parametrize("value", ["", "GB-CHC-1234567", "DE-CR-B9832.1", "XI-IATI-EC_FPI"])
def test_identifier_of_an_organisation_is_read(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv("GIVEN", f" {value} ")

    assert identifier(Env(), "GIVEN") == value


@pytest.mark.parametrize("value", ["1234567", "GB CHC 1", "gb-chc-1", "GB-CHC-", "GB-CHC-1/2", "GB-CHC-1?x", "-1"])
def test_malformed_identifier_is_refused_with_its_name(given: pytest.MonkeyPatch, value: str) -> None:
    given.setenv("GIVEN", value)

    with pytest.raises(ImproperlyConfigured, match="GIVEN is"):
        identifier(Env(), "GIVEN")
