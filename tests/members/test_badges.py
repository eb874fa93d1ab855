"""The badge of a listed organisation, as sites of others show it."""

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

from alliance.accounts.models import User
from members.badge import Line
from members.models import Organisation
from principles.models import Clause, Edition

SVG = "{http://www.w3.org/2000/svg}"
Make = Callable[..., Organisation]


def drawn(client: Client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/svg+xml"
    return ElementTree.fromstring(response.content)


def written(picture: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


def test_badge_shows_the_edition_and_the_alliance_and_names_the_organisation(
    client: Client, member: Organisation
) -> None:
    picture = drawn(client, "/badges/men-for-care.svg")

    assert written(picture) == ["Endorses edition 1.0", settings.SITE_NAME]
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "title description"
    assert picture.findtext(f"{SVG}title") == "Men for Care endorses edition 1.0"
    assert "not an accreditation" in picture.findtext(f"{SVG}desc")


def test_badge_holds_nothing_that_a_strict_policy_refuses(client: Client, member: Organisation) -> None:
    picture = drawn(client, "/badges/men-for-care.svg")

    assert {part.tag.removeprefix(SVG) for part in picture.iter()} == {
        *("svg", "title", "desc", "rect", "g", "circle", "path", "text"),
    }
    assert not any(name == "style" or name.startswith("on") for part in picture.iter() for name in part.attrib)


def test_badge_follows_the_text_at_once_as_the_page_of_the_organisation_does(
    client: Client, member: Organisation, publish: Callable[..., Edition]
) -> None:
    before = client.get("/badges/men-for-care.svg")
    Clause.objects.filter(slug="participation").update(text="Take part.")
    publish("editorial")

    after = client.get("/badges/men-for-care.svg", headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert "Endorses edition 1.1" in after.content.decode()

    Clause.objects.filter(slug="participation").update(text="Take part, all of you.")
    publish("substantive")

    # Signed was 1.0, which is all that it endorses until it answers.
    assert written(drawn(client, "/badges/men-for-care.svg"))[0] == "Endorses edition 1.0"


def test_any_site_may_show_the_badge_and_no_cookie_comes_with_it(client: Client, member: Organisation) -> None:
    response = client.get("/badges/men-for-care.svg")
    again = client.get("/badges/men-for-care.svg", headers={"If-None-Match": response.headers["ETag"]})

    assert again.status_code == 304
    for answer in (response, again):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert answer.cookies == {}
    assert "Cookie" not in response.headers["Vary"]
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("standing", ["applicant", "suspended", "left", "removed"])
def test_whoever_is_no_member_has_no_badge(client: Client, member: Organisation, standing: str) -> None:
    Organisation.objects.filter(pk=member.pk).update(standing=standing)

    response = client.get("/badges/men-for-care.svg")

    assert response.status_code == 404
    assert "Men for Care" not in response.content.decode()


def test_whoever_is_counted_only_has_no_badge(client: Client, member: Organisation) -> None:
    Organisation.objects.filter(pk=member.pk).update(visibility="counted")

    assert client.get("/badges/men-for-care.svg").status_code == 404


def test_badge_of_who_left_is_gone_at_once(client: Client, member: Organisation, applicant: User) -> None:
    etag = client.get("/badges/men-for-care.svg").headers["ETag"]

    member.leave(by=applicant)

    assert client.get("/badges/men-for-care.svg", headers={"If-None-Match": etag}).status_code == 404


def test_who_has_endorsed_nothing_has_no_badge(client: Client, other_member: Organisation) -> None:
    assert client.get(f"/badges/{other_member.slug}.svg").status_code == 404


@pytest.mark.parametrize(
    "name", ['</title><script>alert("1")</script>', 'A & B\'s "Fund"', "]]>", "<!-- & -->", "Broken\x0b\ufffename"]
)
def test_no_name_breaks_out_of_the_badge(client: Client, member: Organisation, name: str) -> None:
    Organisation.objects.filter(pk=member.pk).update(name=name)

    picture = drawn(client, "/badges/men-for-care.svg")

    shown = name.replace("\x0b", "").replace("\ufffe", "")
    assert picture.findtext(f"{SVG}title") == f"{shown} endorses edition 1.0"
    assert picture.find(f".//{SVG}script") is None


def test_badge_is_in_the_language_of_its_address(client: Client, member: Organisation) -> None:
    from_the_left, from_the_right = (drawn(client, f"/{code}/badges/men-for-care.svg") for code in ("zh-hans", "ar"))

    assert from_the_left.get("lang") == "zh-Hans"
    assert "PingFang SC" in from_the_left.get("font-family")
    assert (from_the_right.get("lang"), from_the_right.get("direction")) == ("ar", "rtl")
    width = int(from_the_right.get("width"))
    assert {int(text.get("x")) for text in from_the_right.iter(f"{SVG}text")} == {width - 56}
    assert {int(text.get("x")) for text in from_the_left.iter(f"{SVG}text")} == {56}


def test_badge_is_as_wide_as_its_longest_line_wants(client: Client, member: Organisation, settings: Any) -> None:
    short = int(drawn(client, "/badges/men-for-care.svg").get("width"))
    settings.SITE_NAME = "The Alliance of All Who Care for Each Other Everywhere"

    assert 180 < short < 260
    assert int(drawn(client, "/badges/men-for-care.svg").get("width")) > short + 100


def test_letters_of_each_script_take_their_own_room() -> None:
    def length(text: str) -> float:
        return Line(text, size=10, weight=400, baseline=0).length

    assert length("性别平等") == 40
    assert length("e\u0301") == length("é") == length("\u2068é\u2069")
    assert length("ill") < length("oooo") < length("WWWW")


def test_badge_on_a_site_with_sample_data_says_so(client: Client, member: Organisation, settings: Any) -> None:
    settings.SAMPLE_DATA = True

    picture = drawn(client, "/badges/men-for-care.svg")

    assert written(picture)[-1] == "Sample data"
    assert int(picture.get("height")) == 73


def test_badge_takes_one_query(
    client: Client, member: Organisation, make_organisation: Make, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(10):
        make_organisation(f"Number {number}")
    Organisation.objects.update(standing="member")

    with django_assert_num_queries(1):
        client.get("/badges/men-for-care.svg")
