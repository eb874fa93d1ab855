"""Fills the database of the site with organisations of invented names in many scripts: the same each time.

python -m bench.registers 100000
"""

import random
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import django

BATCH = 2_000
# Of each word the share of names that have it: common ones are what a search is slow for.
WORDS = {
    "latin": {
        "Men": 0.25,
        "Equality": 0.12,
        "Fathers": 0.06,
        "Care": 0.05,
        "Peace": 0.03,
        "Youth": 0.02,
        "Kenya": 0.01,
        "Fundación": 0.01,
        "Igualdad": 0.008,
        "São Paulo": 0.004,
        "Łódź": 0.001,
        "Reykjavík": 0.0002,
    },
    "arabic": {"الرجال": 0.5, "المساواة": 0.3, "السلام": 0.1, "الآباء": 0.05},
    "cyrillic": {"Мужчины": 0.5, "Равенство": 0.3, "Забота": 0.1, "Отцы": 0.05},
    "chinese": {"性别": 0.5, "平等": 0.4, "父亲": 0.1, "青年": 0.05},
    "devanagari": {"पुरुष": 0.5, "समानता": 0.3, "शांति": 0.1},
}
SCRIPTS = ("latin",) * 70 + ("arabic",) * 9 + ("cyrillic",) * 9 + ("chinese",) * 7 + ("devanagari",) * 5
SYLLABLES = "ba ce di fo gu ha ki lo mu ne pa ri so tu va wi ya ze".split()
THEMES = [f"Theme {number}" for number in range(40)]
FIRST_DAY = datetime(2010, 1, 1, tzinfo=UTC)
DAYS = 365 * 15
# Standing, visibility and the share of organisations that have them; the others are listed.
UNLISTED = (("member", "counted", 0.03), ("applicant", "public", 0.03), ("suspended", "public", 0.01))


def main(count: int) -> None:
    django.setup()
    fill(count)


def fill(count: int) -> None:
    """So many organisations, nine in ten of them listed, each with themes and with one endorsement or two."""
    from django.db import connection

    chance = random.Random(2026)
    editions = publish_editions()
    themes = tags()
    by = recorder()
    numbers = iter(range(count))
    while batch := list(islice(numbers, BATCH)):
        organisations = keep_organisations(invented(number, chance) for number in batch)
        keep_themes(organisations, themes, chance)
        keep_endorsements(organisations, editions, by, chance)
    know_the_rows(connection)


def know_the_rows(connection: Any) -> None:
    """As the server of PostgreSQL does by itself, and `tick` on SQLite."""
    from members.search_index import take_stock

    if not take_stock(connection):
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def publish_editions() -> list[Any]:
    """Three: the founding one, one that asks again, and one whose change is editorial."""
    from principles.models import Clause, Draft, Edition

    for change_class in ("substantive", "editorial"):
        if Edition.objects.count() < 3:
            clause = Clause.objects.get(slug="participation")
            Clause.objects.filter(pk=clause.pk).update(text=f"{clause.text} Of all.")
            Edition.objects.publish(
                shown=Draft.now().fingerprint, change_class=change_class, reason="To measure.", by=None
            )
    return list(Edition.objects.order_by("major", "minor"))


def tags() -> list[Any]:
    from taggit.models import Tag

    return [Tag.objects.get_or_create(name=name)[0] for name in THEMES]


def recorder() -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get_or_create(email="register@example.org", defaults={"is_staff": True})[0]


def invented(number: int, chance: random.Random) -> dict[str, Any]:
    script = chance.choice(SCRIPTS)
    words = [word for word, share in WORDS[script].items() if chance.random() < share]
    # A name that nobody else has.
    words.append("".join(chance.choice(SYLLABLES) for _ in range(3)).title())
    chance.shuffle(words)
    standing, visibility = chance.choices(
        [("member", "public"), *(unlisted[:2] for unlisted in UNLISTED)],
        [1 - sum(unlisted[2] for unlisted in UNLISTED), *(unlisted[2] for unlisted in UNLISTED)],
    )[0]
    return {
        "name": f"{' '.join(words)} {number}",
        "slug": f"organisation-{number}",
        "code": f"b{number}",
        "standing": standing,
        "visibility": visibility,
        "country": country(chance),
        "kind": "registered" if chance.random() < 0.7 else "informal",
        "website": f"https://organisation-{number}.example.org" if chance.random() < 0.6 else "",
        "description": "Works with men and boys. " * chance.randrange(8),
    }


def country(chance: random.Random) -> str:
    """Few countries have most organisations, and every country has some."""
    from django_countries import countries

    codes = list(countries.countries)
    return codes[int(len(codes) * chance.random() ** 3)]


def keep_organisations(profiles: Iterable[dict[str, Any]]) -> list[Any]:
    from members.models import Organisation

    organisations = [Organisation(**profile) for profile in profiles]
    for organisation in organisations:
        organisation.fold()
    return Organisation.objects.bulk_create(organisations)


def keep_themes(organisations: list[Any], themes: list[Any], chance: random.Random) -> None:
    from django.contrib.contenttypes.models import ContentType
    from taggit.models import TaggedItem

    kind = ContentType.objects.get(app_label="members", model="organisation")
    TaggedItem.objects.bulk_create(
        TaggedItem(content_type=kind, object_id=organisation.pk, tag=theme)
        for organisation in organisations
        for theme in chance.sample(themes, chance.randrange(4))
    )


def keep_endorsements(organisations: list[Any], editions: list[Any], by: Any, chance: random.Random) -> None:
    from members.models import Endorsement

    Endorsement.objects.bulk_create(
        Endorsement(
            organisation=organisation,
            edition=edition,
            edition_digest=edition.digest,
            language="en",
            method=Endorsement.Method.REGISTER,
            agreed_to_endorse=True,
            may_sign=False,
            recorded_by=by,
            signed_at=FIRST_DAY + timedelta(days=chance.randrange(DAYS), seconds=chance.randrange(86_400)),
        )
        for organisation in organisations
        if organisation.standing != "applicant"
        for edition in signed_of(editions, chance)
    )


def signed_of(editions: list[Any], chance: random.Random) -> Iterator[Any]:
    first = chance.choice(editions)
    yield first
    if first is not editions[-1] and chance.random() < 0.3:
        yield editions[-1]


if __name__ == "__main__":
    main(int(sys.argv[1]))
