"""How far the newest edition is translated, and what became stale with which edition."""

from collections.abc import Callable

from alliance.accounts.models import User
from principles.coverage import Coverage, languages
from principles.models import Clause, Edition, Translation, Wording


def states(coverage: Coverage, slug: str) -> dict[str, str]:
    row = next(row for row in coverage.rows if row.entry.wording.slug == slug)
    return {cell.language.code: cell.words for cell in row.cells}


def counts(coverage: Coverage) -> dict[str, list[int]]:
    return {total.state: total.counts for total in coverage.totals}


def test_text_without_translations_is_missing_everywhere(founding_edition: Edition) -> None:
    coverage = Coverage(founding_edition, languages())

    assert set(states(coverage, "participation").values()) == {"missing"}
    assert counts(coverage)["missing"] == [len(founding_edition.text.entries)] * 6


def test_one_changed_principle_is_one_stale_clause_per_language(second_edition: Edition) -> None:
    coverage = Coverage(second_edition, languages())

    assert set(states(coverage, "participation").values()) == {"older since edition 1.1"}
    assert counts(coverage)["older"] == [1] * 6
    assert counts(coverage)["machine"] == [len(coverage.rows) - 1] * 6


def test_clause_is_stale_since_the_edition_after_the_wording_that_was_translated(
    second_edition: Edition, publish: Callable[..., Edition], translator: User
) -> None:
    wording = second_edition.text.entry("participation").wording
    Translation.objects.revise(wording, language="es", title="Participar", text="Todos.", by=translator)
    Clause.objects.filter(slug="participation").update(text="All take part.")

    coverage = Coverage(publish(), languages())

    assert states(coverage, "participation")["es"] == "older since edition 1.2"
    assert states(coverage, "participation")["fr"] == "older since edition 1.1"


def test_states_are_those_of_the_newest_revision(draft: Translation, reviewer: User, founding_edition: Edition) -> None:
    assert states(Coverage(founding_edition, languages()), "participation")["es"] == "draft"

    draft.review(by=reviewer)

    assert states(Coverage(founding_edition, languages()), "participation")["es"] == "reviewed"


def test_own_languages_come_first(db: None) -> None:
    found = languages(["ru", "ar"])

    assert [(it.code, it.is_mine) for it in found[:3]] == [("ar", True), ("ru", True), ("es", False)]
    assert "en" not in {it.code for it in found}


def test_coverage_takes_three_queries_however_much_there_is(
    second_edition: Edition,
    participation_wording: Wording,
    translator: User,
    django_assert_num_queries: Callable[..., object],
) -> None:
    for number in range(20):
        Translation.objects.revise(
            participation_wording, language="es", title="Participar", text=f"Vez {number}.", by=translator
        )

    edition = Edition.objects.get(pk=second_edition.pk)

    with django_assert_num_queries(3):
        coverage = Coverage(edition, languages())
        assert [cell.words for row in coverage.rows for cell in row.cells]
