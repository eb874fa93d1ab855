"""The page on which a partner finds what to copy into its own site."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from members.models import Organisation
from principles.models import Clause, Edition

ADDRESS = "/embed/text/"
SNIPPETS = re.compile(r"<textarea[^>]*>(.*?)</textarea>", re.DOTALL)
Make = Callable[..., Organisation]


def page(client: Client, address: str = ADDRESS) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def snippets(page: str) -> list[str]:
    return [unescape(found) for found in SNIPPETS.findall(page)]


def test_what_is_copied_is_what_the_page_shows_with_whole_addresses(client: Client, member: Organisation) -> None:
    found = page(client)

    badge, text = snippets(found)
    assert badge.strip() == (
        '<a href="http://testserver/members/men-for-care/"><img src="http://testserver/badges/men-for-care.svg"'
        ' alt="What Men for Care endorses, at The Alliance" height="56"></a>'
    )
    assert '<iframe src="http://testserver/embed/text/current.html" title="What we believe' in text
    for snippet in (badge, text):
        assert snippet.strip().replace("http://testserver", "") in found


def test_what_is_copied_stays_right_when_the_text_changes(
    client: Client, member: Organisation, publish: Callable[..., Edition]
) -> None:
    before = snippets(page(client))
    Clause.objects.filter(slug="participation").update(text="Take part.")
    publish("substantive")

    assert snippets(page(client)) == before
    assert "1.0" not in "".join(before)


def test_what_is_copied_leads_somewhere(client: Client, member: Organisation) -> None:
    addresses = re.findall(r'(?:href|src)="http://testserver([^"]+)"', "".join(snippets(page(client, f"/fr{ADDRESS}"))))

    assert addresses == ["/fr/members/men-for-care/", "/fr/badges/men-for-care.svg", "/fr/embed/text/current.html"]
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]


def test_page_shows_the_badge_of_the_organisation_that_is_asked_for(
    client: Client, member: Organisation, make_organisation: Make
) -> None:
    example = page(client)
    asked = page(client, f"{ADDRESS}?organisation=men-for-care")

    assert "As an example, this is the badge of <bdi>Men for Care</bdi>" in example
    assert "This is the badge of <bdi>Men for Care</bdi>." in asked
    assert "As an example" not in asked
    # The choice of an edition keeps the organisation, and the other way round.
    assert "?organisation=men-for-care&amp;edition=1.0" in asked
    assert '<link rel="canonical" href="http://testserver/embed/text/?organisation=men-for-care">' in asked


def test_name_in_what_is_copied_is_escaped_twice(client: Client, member: Organisation) -> None:
    Organisation.objects.filter(pk=member.pk).update(name='"></textarea><script>alert(1)</script>')

    found = page(client)

    assert "<script>alert" not in found
    badge = snippets(found)[0]
    assert 'alt="What &quot;&gt;&lt;/textarea&gt;&lt;script&gt;' in badge


def test_page_offers_each_edition(client: Client, member: Organisation, publish: Callable[..., Edition]) -> None:
    Clause.objects.filter(slug="participation").update(text="Take part.")
    publish("editorial")

    found = page(client, f"{ADDRESS}?edition=1.0")

    assert re.findall(r'aria-current="true">(Edition [^<]*)', found) == ["Edition 1.0"]
    assert ">Edition 1.1</a>" in found
    assert "http://testserver/embed/text/1.0.html" in snippets(found)[1]
    assert "http://testserver/embed/text/1.0.json" in found


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?organisation=nobody", "No organisation on the list has this address."),
        ("?organisation=%00", "No organisation on the list has this address."),
        (f"?organisation={'a' * 10_000}", "No organisation on the list has this address."),
        ("?edition=9.9", "There is no edition 9.9."),
        ("?edition=%3Cscript%3E", "There is no edition &lt;script&gt;."),
    ],
)
def test_what_is_not_there_is_told_with_a_way_back(
    client: Client, member: Organisation, query: str, sentence: str
) -> None:
    response = client.get(f"{ADDRESS}{query}")

    assert response.status_code == 404
    assert sentence in response.content.decode()


@pytest.mark.parametrize(
    "planted",
    [
        *({"standing": standing} for standing in ("applicant", "suspended", "left", "removed")),
        {"visibility": "counted"},
    ],
    ids=str,
)
def test_whoever_is_not_listed_is_neither_shown_nor_known(
    client: Client, member: Organisation, planted: dict[str, str]
) -> None:
    Organisation.objects.filter(pk=member.pk).update(**planted)

    assert "Men for Care" not in page(client)
    assert "No organisation is listed yet" in page(client)
    response = client.get(f"{ADDRESS}?organisation=men-for-care")
    assert response.status_code == 404
    assert "Men for Care" not in response.content.decode()


def test_page_may_frame_this_site_alone_and_is_framed_by_none(client: Client, member: Organisation) -> None:
    response = client.get(ADDRESS)
    again = client.get(ADDRESS, headers={"If-None-Match": response.headers["ETag"]})

    assert again.status_code == 304
    for answer in (response, again):
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.cookies == {}
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_page_takes_as_many_queries_however_many_organisations_there_are(
    client: Client, member: Organisation, make_organisation: Make, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(20):
        make_organisation(f"Number {number}")
    Organisation.objects.update(standing="member")

    for query in ("", "?organisation=men-for-care&edition=1.0"):
        with django_assert_num_queries(2):
            client.get(f"{ADDRESS}{query}")


def test_desk_and_edition_lead_here(client: Client, at_desk: Client, member: Organisation) -> None:
    desk = at_desk.get(member.get_desk_url()).content.decode()

    assert "/embed/text/?organisation=men-for-care" in desk
    assert "/embed/text/?edition=1.0" in page(client, "/editions/1.0/")


def test_desk_of_who_is_counted_only_offers_the_text_alone(at_desk: Client, member: Organisation) -> None:
    Organisation.objects.filter(pk=member.pk).update(visibility="counted")

    desk = at_desk.get(member.get_desk_url()).content.decode()

    assert 'href="/embed/text/"' in desk
    assert "/embed/text/?organisation" not in desk
