from pathlib import Path

from django.core.management import call_command

from principles.management.commands.load_founding_text import FOUNDING_TEXT
from principles.models import Clause, Edition

FOUNDING_FILE = FOUNDING_TEXT.with_name("what-we-believe.txt")


def words_of_the_file(path: Path) -> list[str]:
    """The file's words without what the page around it added: bullets, the colon behind a title, a button."""
    text = path.read_text(encoding="utf-8").replace("•", " ").replace("Translate »", " ")
    return text.split()


def test_loaded_text_is_the_founding_file_word_for_word(founding_edition: Edition) -> None:
    text = founding_edition.text

    spoken = ["What we believe", *(entry.wording.text for entry in text.beliefs), "Our Core Principles"]
    spoken += [f"{entry.wording.title}: {entry.wording.text}" for entry in text.principles]

    assert " ".join(spoken).split() == words_of_the_file(FOUNDING_FILE)


def test_founding_text_has_the_parts_that_it_has(founding_edition: Edition) -> None:
    text = founding_edition.text

    assert len(text.conviction) == 1
    assert text.not_defined_by.lead_in.wording.text == "We believe that manhood is NOT defined:"
    assert len(text.not_defined_by.statements) == 5
    assert text.defined_by.lead_in.wording.text == "We believe that manhood IS defined:"
    assert len(text.defined_by.statements) == 5
    assert [entry.number for entry in text.principles] == list(range(1, 15))


def test_founding_text_becomes_edition_one(founding_edition: Edition) -> None:
    assert founding_edition.number == "1.0"
    assert founding_edition.previous is None
    assert founding_edition.change_class == ""
    assert founding_edition.is_intact()


def test_loading_twice_changes_nothing(founding_edition: Edition) -> None:
    Clause.objects.filter(slug="transparency").update(text="An edited draft.")

    call_command("load_founding_text")

    assert Edition.objects.count() == 1
    assert Clause.objects.get(slug="transparency").text == "An edited draft."
