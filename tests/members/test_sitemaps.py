"""The files of the sitemap: what stands in them, and what they ask of the database."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alliance.sitemaps import OrganisationSitemap
from members.models import Organisation
from principles.models import Edition

LOCATION = re.compile(r"<loc>http://testserver([^<]*)</loc>")
Make = Callable[..., Organisation]


def locations(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml"
    assert "Last-Modified" not in response.headers
    return LOCATION.findall(response.content.decode())


def fill(count: int) -> None:
    past = Organisation.objects.count()
    Organisation.objects.bulk_create(
        Organisation(
            name=f"Number {number}", slug=f"number-{number}", code=f"n{number}", country="KE", standing="member"
        )
        for number in range(past, past + count)
    )


def test_list_names_each_file_that_has_something_in_it(
    client: Client, founding_edition: Edition, make_organisation: Make
) -> None:
    make_organisation("No member")

    named = [f"/sitemap-{section}-1.xml" for section in ("text", "lists", "accounts", "pages")]
    assert locations(client, "/sitemap.xml") == named


def test_who_is_listed_is_there_in_every_language_with_the_day_of_its_last_change(
    client: Client, member: Organisation, settings: Any
) -> None:
    found = locations(client, "/sitemap-organisations-1.xml")

    assert len(found) == len(settings.LANGUAGES)
    assert {"/members/men-for-care/", "/ar/members/men-for-care/"} <= {*found}
    changed_at = Organisation.objects.with_last_change().get(pk=member.pk).changed_at
    assert changed_at == member.endorsements.get().signed_at
    page = client.get("/sitemap-organisations-1.xml").content.decode()
    assert f"<lastmod>{changed_at:%Y-%m-%d}</lastmod>" in page


def test_profile_that_was_written_later_is_the_last_change(member: Organisation) -> None:
    member.describe(description="Anew.")

    changed_at = Organisation.objects.with_last_change().get(pk=member.pk).changed_at

    assert changed_at == Organisation.history.filter(id=member.pk).latest("history_date").history_date


def test_many_are_parted_and_each_is_in_one_file(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OrganisationSitemap, "limit", 3)
    fill(7)

    files = [address for address in locations(client, "/sitemap.xml") if "organisations" in address]
    found = [path for file in files for path in locations(client, file)]

    assert files == [f"/sitemap-organisations-{number}.xml" for number in (1, 2, 3)]
    assert sorted(path for path in found if path.startswith("/members/")) == [
        f"/members/number-{it}/" for it in range(7)
    ]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("part", ["organisations-1", "organisations-2", "text-0", "lists-2", "nothing-1"])
def test_part_that_does_not_exist_is_a_404_that_leads_to_the_list(client: Client, db: None, part: str) -> None:
    response = client.get(f"/sitemap-{part}.xml")

    assert response.status_code == 404
    assert 'href="/sitemap.xml"' in response.content.decode()


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-organisations-1.xml"])
def test_queries_of_a_file_do_not_grow_with_organisations(client: Client, db: None, address: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    fill(2)
    queries()
    few = queries()
    fill(100)

    assert queries() == few <= 8
