"""The themes of an organisation as the database keeps them in its row."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from taggit.models import Tag, TaggedItem

from alliance.shared.immutability import installed_triggers
from members.kept_themes import keeping, triggers
from members.models import Organisation
from tests.members.listing import Make, choices


@pytest.fixture
def men_for_care(make_listed: Make) -> Organisation:
    return make_listed("Men for Care", themes=("Care", "Fathers"))


def kept(organisation: Organisation) -> set[str]:
    """The names of the themes that the row has."""
    keys = Organisation.objects.values_list("tagged", flat=True).get(pk=organisation.pk)
    return set(Tag.objects.filter(pk__in=filter(None, keys.split(","))).values_list("name", flat=True))


def test_themes_are_kept_and_kept_anew_when_they_are_other_ones(men_for_care: Organisation) -> None:
    assert kept(men_for_care) == {"Care", "Fathers"}

    men_for_care.themes.set(["Peace", "Care"])

    assert kept(men_for_care) == {"Peace", "Care"}


def test_who_has_no_theme_any_more_keeps_none(men_for_care: Organisation) -> None:
    men_for_care.themes.clear()

    assert Organisation.objects.get(pk=men_for_care.pk).tagged == ""


def test_theme_that_is_deleted_is_kept_by_nobody(men_for_care: Organisation) -> None:
    Tag.objects.get(name="Care").delete()

    assert kept(men_for_care) == {"Fathers"}


def test_theme_that_becomes_another_or_anothers_is_kept_so(men_for_care: Organisation, make_listed: Make) -> None:
    other = make_listed("Other", themes=("Peace",))

    TaggedItem.objects.filter(tag__name="Care").update(tag=Tag.objects.get(name="Peace"))
    TaggedItem.objects.filter(tag__name="Fathers").update(object_id=other.pk)

    assert kept(men_for_care) == {"Peace"}
    assert kept(other) == {"Peace", "Fathers"}


def test_themes_that_are_written_many_at_once_are_kept(make_listed: Make) -> None:
    organisations = [make_listed(name) for name in ("One", "Two")]
    tag, kind = Tag.objects.create(name="Care"), ContentType.objects.get_for_model(Organisation)

    TaggedItem.objects.bulk_create(TaggedItem(tag=tag, content_type=kind, object_id=it.pk) for it in organisations)

    assert [kept(organisation) for organisation in organisations] == [{"Care"}, {"Care"}]


def test_tags_of_other_things_are_no_themes(men_for_care: Organisation) -> None:
    kind = ContentType.objects.get_for_model(Tag)

    TaggedItem.objects.create(tag=Tag.objects.create(name="Law"), content_type=kind, object_id=men_for_care.pk)

    assert kept(men_for_care) == {"Care", "Fathers"}


def test_what_is_kept_can_be_made_anew_for_all(men_for_care: Organisation, make_listed: Make) -> None:
    without = make_listed("Without")
    Organisation.objects.update(tagged="1,2,3")

    with connection.cursor() as cursor:
        cursor.execute(keeping(connection.vendor))

    assert kept(men_for_care) == {"Care", "Fathers"}
    assert Organisation.objects.get(pk=without.pk).tagged == ""


def test_rare_theme_gives_way_to_those_that_more_have(client: Client, make_listed: Make) -> None:
    names = [f"Theme {number:02}" for number in range(50)]
    make_listed("Old", themes=("First of all", *names))
    make_listed("New", themes=(*names,))

    offered = choices(client, "theme")

    assert len(offered) == 50
    assert "first-of-all" not in offered
    assert offered["theme-00"] == "Theme 00 (2)"
    assert choices(client, "theme", theme="first-of-all")["theme-00"] == "Theme 00 (2)"


def test_triggers_are_in_place_after_all_migrations(db: None) -> None:
    assert triggers(connection.vendor) <= set(installed_triggers())
