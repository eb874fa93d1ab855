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
        ("/members/men-for-care/", "/members/men-for-care/"),
    ],
)
def test_keys_in_addresses_are_not_logged(path: str, logged: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", path), None)

    assert WithoutKeys().filter(record)
    assert record.getMessage() == f"Not Found: {logged}"
