from collections.abc import Callable

import pytest
from django.test import Client
from taggit.forms import TagField
from taggit.models import Tag

from alliance.accounts.models import User
from alliance.shared.languages import pseudo
from alliance.shared.tags import read_tags, write_tags


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("how we work", ["how we work"]),
        ("rights, how  we work,, rights ", ["how we work", "rights"]),
        ("", []),
        (" , ", []),
        ("رعاية، أبوة", ["أبوة", "رعاية"]),
        ("关怀，父职、健康", ["健康", "关怀", "父职"]),
    ],
)
def test_commas_alone_part_tags(text: str, tags: list[str]) -> None:
    assert read_tags(text) == tags


def test_what_is_written_can_be_read_again() -> None:
    assert read_tags(write_tags([Tag(name="rights"), Tag(name="how we work")])) == ["how we work", "rights"]


def test_forms_read_tags_so() -> None:
    assert TagField().clean("how we work") == ["how we work"]


def test_section_of_tags_in_the_admin_has_a_plain_name(
    administrator: User, signed_in: Callable[..., Client], pseudo_language: str
) -> None:
    client = signed_in(administrator)

    sections = [
        [str(section["name"]) for section in client.get(f"{language}/admin/").context["app_list"]]
        for language in ("", f"/{pseudo_language}")
    ]

    assert "Tags" in sections[0]
    assert pseudo("Tags") in sections[1]
    assert "Taggit" not in sections[0]
