import pytest
from taggit.forms import TagField
from taggit.models import Tag

from alliance.shared.tags import read_tags, write_tags


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("how we work", ["how we work"]),
        ("rights, how  we work,, rights ", ["how we work", "rights"]),
        ("", []),
        (" , ", []),
    ],
)
def test_commas_alone_part_tags(text: str, tags: list[str]) -> None:
    assert read_tags(text) == tags


def test_what_is_written_can_be_read_again() -> None:
    assert read_tags(write_tags([Tag(name="rights"), Tag(name="how we work")])) == ["how we work", "rights"]


def test_forms_read_tags_so() -> None:
    assert TagField().clean("how we work") == ["how we work"]
