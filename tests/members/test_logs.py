"""An address of an organisation is made of its name, and logs are read by more people than may know every name."""

import logging
from collections.abc import Callable
from io import StringIO

import pytest
from django.test import Client

from alliance.accounts.models import User
from alliance.shared.logs import WithoutKeys
from members.models import Organisation


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What the site writes to its log, by the handler that its settings made."""
    [console] = [it for it in logging.getLogger().handlers if any(isinstance(kept, WithoutKeys) for kept in it.filters)]
    stream = StringIO()
    monkeypatch.setattr(console, "stream", stream)
    return stream


@pytest.fixture
def hidden(member: Organisation) -> Organisation:
    member.describe(visibility="counted")
    return member


def test_no_refusal_logs_the_name_of_who_is_counted_only(
    hidden: Organisation, at_desk: Client, outsider: User, signed_in: Callable[[User], Client], logged: StringIO
) -> None:
    desk = f"/organisation/{hidden.slug}/"
    stranger, careful = signed_in(outsider), Client(enforce_csrf_checks=True)
    refused = [
        at_desk.post(f"{desk}profile/", {"name": ""}),
        at_desk.post(f"{desk}edition/staying/", {"number": "1.0"}),
        at_desk.get(f"{desk}withdrawal/nowhere/"),
        at_desk.get(f"{desk}profile/withdrawal/"),
        stranger.get(f"/ar{desk}"),
        careful.post(f"{desk}visibility/"),
        stranger.get(hidden.get_absolute_url()),
        stranger.get(f"{hidden.get_absolute_url()}logo.webp"),
        stranger.get(f"/badges/{hidden.slug}.svg"),
    ]

    said = logged.getvalue()
    assert [response.status_code for response in refused] == [422, 422, 404, 405, 404, 403, 404, 404, 404]
    assert len(said.splitlines()) >= 9
    assert hidden.slug not in said
    assert hidden.name not in said
