import logging

import pytest

from alliance.shared.logs import WithoutKeys


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/members/signing/abc:def/", "/members/signing/…/"),
        ("/members/invitation/abc:def/", "/members/invitation/…/"),
        ("/es/accounts/confirm-email/Mg:1x/", "/es/accounts/confirm-email/…/"),
        ("/accounts/password/reset/key/1-abc/", "/accounts/password/reset/key/…/"),
        ("/organisation/men-for-care/profile/", "/organisation/…/profile/"),
        ("/ar/organisation/رجال/", "/ar/organisation/…/"),
        ("/members/men-for-care/", "/members/…/"),
        ("/members/men-for-care/logo.webp", "/members/…/logo.webp"),
        ("/badges/men-for-care.svg", "/badges/…"),
        ("/members/", "/members/"),
        ("/members/join/organisation/", "/members/join/organisation/"),
        ("/members/join/0c4d/", "/members/join/0c4d/"),
        ("/organisation/", "/organisation/"),
        ("/admin/members/organisation/7/change/", "/admin/members/organisation/7/change/"),
    ],
)
def test_keys_and_names_in_addresses_are_not_logged(path: str, logged: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", path), None)

    assert WithoutKeys().filter(record)
    assert record.getMessage() == f"Not Found: {logged}"
