import csv
import tracemalloc
from collections.abc import Callable

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from taggit.models import Tag, TaggedItem

from alliance.accounts.models import User
from members.models import Endorsement, Organisation
from principles.models import Edition

Make = Callable[..., Organisation]


def rows_of(client: Client, name: str) -> list[dict[str, str]]:
    response = client.get(f"/data/{name}.csv")
    return list(csv.DictReader(response.getvalue().decode().splitlines(keepends=True)))


@pytest.fixture
def fill(founding_edition: Edition, officer: User) -> Callable[[int], None]:
    """So many members more, each with two themes and an endorsement."""

    def fill(count: int) -> None:
        past = Organisation.objects.count()
        Organisation.objects.bulk_create(
            Organisation(
                **{"name": f"Number {number}", "slug": f"number-{number}", "code": f"n{number}", "standing": "member"},
                **{"country": "KE", "kind": "registered", "description": "Of some length. " * 40},
            )
            for number in range(past, past + count)
        )
        organisations = Organisation.objects.listed().filter(endorsements=None)
        tags = [Tag.objects.get_or_create(name=name)[0] for name in ("care", "health")]
        kind = ContentType.objects.get_for_model(Organisation)
        TaggedItem.objects.bulk_create(
            TaggedItem(content_type=kind, object_id=organisation.pk, tag=tag)
            for organisation in organisations
            for tag in tags
        )
        Endorsement.objects.bulk_create(
            Endorsement(
                organisation=organisation,
                edition=founding_edition,
                edition_digest=founding_edition.digest,
                language="en",
                method="register",
                agreed_to_endorse=True,
                may_sign=True,
                recorded_by=officer,
                signed_at=timezone.now(),
            )
            for organisation in organisations
        )

    return fill


def test_listed_organisation_is_in_the_file_with_all_that_its_page_says(client: Client, member: Organisation) -> None:
    Organisation.objects.filter(pk=member.pk).update(
        other_names="MFC\nHombres que cuidan", website="https://example.org", year_founded=1998, description="=1+1"
    )
    member.themes.add("health", "care")
    signed_on = member.endorsements.get().signed_at.date()

    [row] = rows_of(client, "organisations")

    assert row == {
        "id": "http://testserver/members/men-for-care/",
        "code": member.code,
        "name": "Men for Care",
        "other_names": "MFC\nHombres que cuidan",
        "country": "KE",
        "region": "002",
        "kind": "registered",
        "website": "https://example.org",
        "year_founded": "1998",
        "themes": "care;health",
        "description": "'=1+1",
        "language": "en",
        "statement": "",
        "endorses": "1.0",
        "signed": "1.0",
        "since": signed_on.isoformat(),
    }


def test_endorsement_is_carried_over_in_the_file_as_on_the_page(
    client: Client, member: Organisation, publish: Callable[..., Edition], participation: object
) -> None:
    type(participation).objects.filter(slug="participation").update(text="Everybody takes part.")
    publish("editorial")

    [row] = rows_of(client, "organisations")

    assert (row["signed"], row["endorses"]) == ("1.0", "1.1")


def test_endorsement_is_in_the_file_without_who_signed(
    client: Client, member: Organisation, founding_edition: Edition
) -> None:
    endorsement = member.endorsements.get()

    [row] = rows_of(client, "endorsements")

    assert row == {
        "id": f"urn:uuid:{endorsement.pk}",
        "organisation": "http://testserver/members/men-for-care/",
        "edition": "http://testserver/editions/1.0/",
        "edition_digest": founding_edition.digest,
        "language": "en",
        "translation_digest": "",
        "method": "online",
        "signed_at": endorsement.signed_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    for name in ("organisations", "endorsements"):
        assert "Amina" not in client.get(f"/data/{name}.csv").getvalue().decode()


def test_each_organisation_has_its_own_themes_and_none_of_one_that_is_not_listed(
    client: Client, make_organisation: Make, founding_edition: Edition
) -> None:
    themes = {"A": ["care"], "B": [], "C": ["secret"], "D": ["health", "work"], "E": []}
    for name, words in themes.items():
        make_organisation(name).themes.add(*words)
    Organisation.objects.update(standing="member")
    Organisation.objects.filter(name="C").update(visibility="counted")

    found = {row["name"]: row["themes"] for row in rows_of(client, "organisations")}

    assert found == {"A": "care", "B": "", "D": "health;work", "E": ""}


def test_address_in_another_script_is_one_that_can_be_opened(
    client: Client, make_organisation: Make, founding_edition: Edition
) -> None:
    make_organisation("الرجال")
    Organisation.objects.update(standing="member")

    [row] = rows_of(client, "organisations")

    assert row["since"] == row["endorses"] == ""
    assert client.get(row["id"].removeprefix("http://testserver")).status_code == 200


def test_files_of_nobody_have_a_head(client: Client, db: None) -> None:
    for name in ("organisations", "endorsements"):
        assert client.get(f"/data/{name}.csv").getvalue().startswith(b"id,")
        assert rows_of(client, name) == []


@pytest.mark.parametrize(("name", "most"), [("organisations", 3), ("endorsements", 1)])
def test_files_take_the_same_few_queries_for_any_number_of_rows(
    client: Client, fill: Callable[[int], None], name: str, most: int
) -> None:
    fill(2_500)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = rows_of(client, name)

    assert len(rows) == 2_500
    assert len(queries) <= most


@pytest.mark.parametrize("name", ["organisations", "endorsements"])
def test_file_of_four_times_as_many_rows_takes_no_more_memory(
    client: Client, fill: Callable[[int], None], name: str
) -> None:
    def memory_and_length() -> tuple[int, int]:
        tracemalloc.start()
        length = sum(len(piece) for piece in client.get(f"/data/{name}.csv").streaming_content)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak, length

    fill(1_000)
    memory_and_length()  # what is kept of a first time is no part of the second
    less, shorter = memory_and_length()
    fill(3_000)
    more, longer = memory_and_length()

    assert longer > 3.9 * shorter
    assert more < 1.5 * less
