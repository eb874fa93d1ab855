import pytest

from alliance.pages.changes import changed_lines

OLD = "One.\n\nTwo.\n\nThree.\n\nFour."


@pytest.mark.parametrize(
    ("new", "removed", "added"),
    [
        (OLD, "", ""),
        ("One.\n\nTwo!\n\nThree.\n\nFour.", "Two.", "Two!"),
        ("One!\n\nTwo!\n\nThree.\n\nFour!", "One.\nTwo.\n…\nFour.", "One!\nTwo!\n…\nFour!"),
        (f"{OLD}\n\nFive.", "", "Five."),
        ("One.\n\nTwo.\n\nFour.", "Three.", ""),
        ("", "One.\nTwo.\nThree.\nFour.", ""),
    ],
)
def test_only_lines_that_differ_are_told(new: str, removed: str, added: str) -> None:
    assert changed_lines(OLD, new) == (removed, added)
