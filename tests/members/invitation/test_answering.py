"""The page of whoever is invited."""

from typing import Any

import pytest
from django.test import Client

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from alliance.shared.lifecycle import WrongState
from members.invitation_links import invitation_path
from members.models import Invitation, Organisation
from tests.members.inviting import GONE, NEW, link_in_the_mail_to, make_old
from tests.members.test_representative import LIST, SignedIn


def test_visitor_with_the_link_learns_how_to_go_on(invitation: Invitation, client: Client) -> None:
    path = invitation_path(invitation)
    response = client.get(path)

    page = response.content.decode()
    assert "o…@example.org" in page
    assert invitation.email not in page, "a forwarded link gives no address away"
    assert "/accounts/signup/?next=/members/invitation/" in page
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    posted = client.post(path)
    assert (posted.status_code, posted.headers["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_stranger_with_a_forwarded_link_is_told_and_not_let_in(
    invitation: Invitation, colleague: User, signed_in: SignedIn
) -> None:
    client, path = signed_in(colleague), invitation_path(invitation)
    assert client.get(path).status_code == 200

    response = client.post(path)

    assert response.status_code == 403
    assert "This is another account" in response.content.decode()
    assert "o…@example.org" in response.content.decode()
    assert not colleague.representations.exists()
    assert not Mail.objects.filter(subject__contains="one more person").exists()


@pytest.mark.parametrize("what", ["withdrawn", "expired", "forged"])
def test_dead_link_says_so_and_shows_the_way_on(invitation: Invitation, client: Client, what: str) -> None:
    path = invitation_path(invitation)
    if what == "withdrawn":
        invitation.delete()
    elif what == "expired":
        make_old(invitation)
    else:
        path = "/members/invitation/forged/"

    for response in (client.get(path), client.post(path)):
        assert response.status_code == 404
        assert GONE in response.content.decode()
        assert 'href="/organisation/"' in response.content.decode()


def test_organisation_that_left_meanwhile_is_not_named(
    invitation: Invitation, applicant: User, outsider: User, signed_in: SignedIn
) -> None:
    invitation.organisation.leave(by=applicant)

    response = signed_in(outsider).get(invitation_path(invitation))

    assert response.status_code == 404
    assert "does not take part here any more" in response.content.decode()
    assert "Men for Care" not in response.content.decode()


def test_whoever_acts_already_is_led_to_the_desk(
    invitation: Invitation, outsider: User, applicant: User, signed_in: SignedIn
) -> None:
    path = invitation_path(invitation)
    assert signed_in(applicant).get(path).headers["Location"] == LIST
    invited = signed_in(outsider)
    invited.post(path)

    assert invited.post(path).headers["Location"] == LIST, "clicked twice"
    assert outsider.representations.count() == 1


def test_invitation_withdrawn_while_it_is_accepted_is_a_dead_link(
    invitation: Invitation, outsider: User, signed_in: SignedIn, monkeypatch: Any
) -> None:
    def withdrawn_meanwhile(*_: object, **__: object) -> None:
        raise WrongState("Somebody was faster.")

    monkeypatch.setattr(Invitation, "accept", withdrawn_meanwhile)

    response = signed_in(outsider).post(invitation_path(invitation))

    assert response.status_code == 404
    assert GONE in response.content.decode()


def test_markup_in_a_name_is_text(desk: Client, member: Organisation, applicant: User) -> None:
    User.objects.filter(pk=applicant.pk).update(name="<script>alert(1)</script>")
    desk.post(LIST, {"email": NEW})

    for page in (desk.get(LIST), Client().get(link_in_the_mail_to(NEW))):
        assert "<script>alert" not in page.content.decode()
