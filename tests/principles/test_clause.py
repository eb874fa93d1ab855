import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from principles.kinds import Kind
from principles.models import BeliefStatement, Clause, CorePrinciple, Edition, Wording


def principle(**fields: object) -> Clause:
    return Clause(**{"slug": "care", "kind": Kind.CORE_PRINCIPLE, "title": "Care", "text": "We care.", **fields})


def test_clause_is_normalised_when_it_is_checked(db: None) -> None:
    clause = principle(title=" Cafe\u0301 ", text="One.\r\nTwo. ")

    clause.full_clean()

    assert (clause.title, clause.text) == ("Café", "One.\nTwo.")


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("text", {"text": ""}),
        ("text", {"text": "  \n "}),
        ("text", {"text": "broken \ufffd"}),
        ("text", {"text": "nul \x00"}),
        ("title", {"title": ""}),
        ("title", {"title": f"surrogate {chr(0xD800)}"}),
        ("slug", {"slug": "not a slug"}),
        ("kind", {"kind": "other"}),
    ],
)
def test_wrong_input_is_refused_beside_its_field(db: None, field: str, fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refusal:
        principle(**fields).full_clean()

    assert field in refusal.value.message_dict


def test_duplicate_slug_is_refused_beside_its_field(founding_edition: Edition) -> None:
    with pytest.raises(ValidationError) as refusal:
        principle(slug="participation").full_clean()

    assert "slug" in refusal.value.message_dict


def test_belief_statement_has_no_title(founding_edition: Edition) -> None:
    with pytest.raises(ValidationError, match="a belief statement has none"):
        principle(kind=Kind.DEFINED_BY).full_clean()


def test_each_list_has_one_lead_in(founding_edition: Edition) -> None:
    second = principle(slug="second", kind=Kind.DEFINED_BY_LEAD_IN, title="")

    with pytest.raises(ValidationError, match="has its lead-in already"):
        second.full_clean()

    Clause.objects.filter(slug="manhood-is-defined").update(is_retired=True)
    second.full_clean()


@pytest.mark.parametrize("fields", [{"text": ""}, {"title": ""}, {"kind": Kind.CONVICTION}])
def test_database_refuses_what_must_never_be(db: None, fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        principle(**fields).save()


def test_a_clause_shows_two_faces(founding_edition: Edition) -> None:
    assert BeliefStatement.objects.count() == 13
    assert CorePrinciple.objects.count() == 14
    assert not BeliefStatement.objects.filter(kind=Kind.CORE_PRINCIPLE).exists()


def test_clauses_stand_by_kind_and_then_by_position(founding_edition: Edition) -> None:
    Clause.objects.filter(slug="sexual-partners").update(position=9999)

    slugs = [clause.slug for clause in Clause.objects.in_order()]

    assert slugs[:2] == ["conviction", "manhood-is-not-defined"]
    assert slugs[6] == "sexual-partners"


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, Clause.State.PUBLISHED),
        ({"position": 1}, Clause.State.PUBLISHED),
        ({"text": "Another."}, Clause.State.CHANGED),
        ({"title": "Another"}, Clause.State.CHANGED),
        ({"is_retired": True}, Clause.State.TO_BE_RETIRED),
    ],
)
def test_state_tells_what_the_next_edition_would_make_of_a_draft(
    participation: Clause, changes: dict[str, object], state: Clause.State
) -> None:
    published = Wording.objects.get(slug="participation")
    for name, value in changes.items():
        setattr(participation, name, value)

    assert participation.state_beside(published) == state


def test_state_of_a_clause_that_was_never_published(db: None) -> None:
    assert principle().state_beside(None) == Clause.State.NEW
    assert principle(is_retired=True).state_beside(None) == Clause.State.RETIRED


def test_history_is_kept_under_either_face(founding_edition: Edition) -> None:
    face = CorePrinciple.objects.get(slug="participation")
    face.text = "Everybody takes part."
    face.save()
    clause = Clause.objects.get(slug="participation")
    clause.text = "Everybody decides."
    clause.save()

    texts = [record.text for record in clause.history.order_by("-history_id")]

    assert texts[:2] == ["Everybody decides.", "Everybody takes part."]
    assert face.history.count() == clause.history.count() == 3
