"""The logo: chosen at the desk, made anew, and seen by everybody where the organisation is named."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from alliance.accounts.models import User
from members.models import Logo, Organisation
from tests.members.desks import part
from tests.pictures import drawn, sent

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def with_logo(at_desk: Client, member: Organisation) -> Logo:
    at_desk.post(part(member, "logo/"), {"picture": sent(), "alt": "Two rings"})
    return member.logo


def public(organisation: Organisation) -> str:
    return f"/members/{organisation.slug}/logo.webp"


def test_logo_is_made_anew_and_shown_to_everybody(at_desk: Client, member: Organisation, applicant: User) -> None:
    response = at_desk.post(part(member, "logo/"), {"picture": sent(), "alt": " Two rings "}, follow=True)

    assert response.redirect_chain == [(part(member, "logo/"), 302)]
    assert "This is your logo now." in response.content.decode()
    logo = Logo.objects.get()
    assert (logo.alt, logo.width, logo.height, logo.changed_by) == ("Two rings", 300, 200, applicant)
    assert logo.digest == hashlib.sha256(bytes(logo.image)).hexdigest()
    page = Client().get(member.get_absolute_url()).content.decode()
    assert f'<img src="{public(member)}" alt="Two rings" width="192" height="128" decoding="async">' in page
    assert f'"logo": "http://testserver{public(member)}"' in page


@pytest.mark.parametrize("address", [public, lambda organisation: part(organisation, "logo.webp")])
def test_picture_is_served_as_what_it_is(
    at_desk: Client, with_logo: Logo, member: Organisation, address: Callable[[Organisation], str]
) -> None:
    response = at_desk.get(address(member), headers={"Accept-Encoding": "br"})

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "Content-Encoding" not in response.headers
    assert Image.open(BytesIO(response.content)).size == (300, 200)


def test_public_picture_is_the_same_for_everyone_and_asked_about_each_time(
    with_logo: Logo, member: Organisation, django_assert_num_queries: Callable[..., object]
) -> None:
    visitor = Client()
    with django_assert_num_queries(1):
        response = visitor.get(public(member))

    assert response.cookies == {}
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = visitor.get(public(member), headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "hidden", [{"standing": it} for it in ("suspended", "left", "removed", "applicant")] + [{"visibility": "counted"}]
)
def test_logo_of_who_is_not_named_is_a_404(with_logo: Logo, member: Organisation, hidden: dict[str, str]) -> None:
    Organisation.objects.filter(pk=member.pk).update(**hidden)

    assert Client().get(public(member)).status_code == 404


def test_who_has_no_logo_has_no_picture(at_desk: Client, member: Organisation) -> None:
    assert Client().get(public(member)).status_code == 404
    assert at_desk.get(part(member, "logo.webp")).status_code == 404
    assert "<img" not in Client().get(member.get_absolute_url()).content.decode()


def test_logo_is_replaced(at_desk: Client, with_logo: Logo, member: Organisation) -> None:
    other = sent(drawn("JPEG", size=(1000, 500)), "other.jpg")

    at_desk.post(part(member, "logo/"), {"picture": other, "alt": "Three rings"})

    logo = Logo.objects.get()
    assert (logo.alt, logo.width) == ("Three rings", 512)


def test_words_change_without_the_picture(at_desk: Client, with_logo: Logo, member: Organisation) -> None:
    assert at_desk.post(part(member, "logo/"), {"alt": "Two rings that overlap"}).status_code == 302

    logo = Logo.objects.get()
    assert (logo.alt, logo.digest) == ("Two rings that overlap", with_logo.digest)


def test_words_of_a_logo_that_was_removed_meanwhile_are_not_lost_silently(
    with_logo: Logo, member: Organisation, applicant: User, signed_in: Callable[[User], Client], monkeypatch: Any
) -> None:
    client = signed_in(applicant)
    put = type(Logo.objects).put

    def removed_just_before(self: Any, **given: Any) -> None:
        Logo.objects.all().delete()
        put(self, **given)

    monkeypatch.setattr(type(Logo.objects), "put", removed_just_before)
    response = client.post(part(member, "logo/"), {"alt": "Two rings that overlap"})

    assert response.status_code == 409
    assert "Choose a picture again" in response.content.decode()


def test_logo_is_removed(at_desk: Client, with_logo: Logo, member: Organisation) -> None:
    assert at_desk.get(part(member, "logo/removal/")).status_code == 405

    response = at_desk.post(part(member, "logo/removal/"), follow=True)

    assert "The logo is removed." in response.content.decode()
    assert not Logo.objects.exists()
    assert Client().get(public(member)).status_code == 404
    assert at_desk.post(part(member, "logo/removal/")).status_code == 302, "a second click does no harm"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "logo.png", "This file is empty."),
        (SVG, "logo.svg", "not a PNG, JPEG or WebP picture"),
        (SVG, "logo.png", "not a PNG, JPEG or WebP picture"),
        (drawn("GIF", mode="P"), "logo.gif", "not a PNG, JPEG or WebP picture"),
        (drawn()[:-40], "logo.png", "not a PNG, JPEG or WebP picture"),
        (drawn("JPEG"), "logo.png", "it is a JPEG picture"),
        (drawn(), "logo.png.exe", "it is a PNG picture"),
        (drawn(mode="1", size=(20_000, 20_000)), "logo.png", "too many pixels"),
        (bytes(2_000_001), "logo.png", "It may have at most 2 MB."),
        (bytes(50_000_000), "logo.png", "This file has 50.0 MB."),
        (drawn(), "a" * 300 + ".png", ""),
    ],
    ids=lambda value: str(value[:20]) if isinstance(value, bytes) else None,
)
def test_wrong_file_gets_a_sentence_beside_the_field_and_the_words_stay(
    at_desk: Client, member: Organisation, content: bytes, name: str, sentence: str
) -> None:
    response = at_desk.post(part(member, "logo/"), {"picture": SimpleUploadedFile(name, content), "alt": "Two rings"})

    if not sentence:
        # A long name is cut by the framework, its ending kept.
        assert response.status_code == 302
        return
    form = response.context["form"]
    assert response.status_code == 422
    assert sentence in form.errors["picture"][0]
    assert 'aria-describedby="id_picture_helptext id_picture_error"' in response.content.decode()
    assert form["alt"].value() == "Two rings"
    assert not Logo.objects.exists()


def test_polyglot_is_disarmed(at_desk: Client, member: Organisation) -> None:
    picture = sent(drawn() + b"<script>alert(document.domain)</script>")

    at_desk.post(part(member, "logo/"), {"picture": picture, "alt": "Two rings"})

    assert b"script" not in Client().get(public(member)).content


@pytest.mark.parametrize("alt", ["", "  ", "broken \ufffd", "x" * 201])
def test_logo_without_words_is_refused_and_the_picture_is_asked_for_again(
    at_desk: Client, member: Organisation, alt: str
) -> None:
    response = at_desk.post(part(member, "logo/"), {"picture": sent(), "alt": alt})

    errors = response.context["form"].errors
    assert response.status_code == 422
    assert "alt" in errors
    assert "Choose it again" in errors["picture"][0]
    assert not Logo.objects.exists()


def test_picture_is_needed_the_first_time(at_desk: Client, member: Organisation) -> None:
    response = at_desk.post(part(member, "logo/"), {"alt": "Two rings"})

    assert response.context["form"].errors["picture"] == ["Choose a picture."]
    assert at_desk.get(part(member, "logo/")).context["form"]["alt"].value() == "Two rings"


def test_words_outlive_a_session_that_ran_out(member: Organisation, applicant: User) -> None:
    visitor = Client()
    assert visitor.post(part(member, "logo/"), {"picture": sent(), "alt": "Two rings"}).status_code == 302

    visitor.force_login(applicant)

    assert visitor.get(part(member, "logo/")).context["form"]["alt"].value() == "Two rings"


def test_logo_says_what_it_shows_in_the_database(with_logo: Logo) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Logo.objects.update(alt="")


def test_picture_can_be_sent_with_its_token(member: Organisation, applicant: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(applicant)
    token = client.get(part(member, "logo/")).context["csrf_token"]
    posted = {"picture": sent(), "alt": "Two rings", "csrfmiddlewaretoken": str(token)}

    assert client.post(part(member, "logo/"), posted).status_code == 302
    assert client.post(part(member, "logo/"), posted | {"csrfmiddlewaretoken": ""}).status_code == 403


@pytest.mark.parametrize(
    ("made", "shown"), [((100, 50), (100, 50)), ((512, 64), (256, 32)), ((300, 200), (192, 128)), ((3, 512), (1, 128))]
)
def test_logo_is_shown_as_large_as_its_place_lets_it_and_no_larger_than_it_is(
    made: tuple[int, int], shown: tuple[int, int]
) -> None:
    logo = Logo(width=made[0], height=made[1])

    assert (logo.shown_width, logo.shown_height) == shown
