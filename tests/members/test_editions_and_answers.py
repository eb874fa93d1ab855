"""Whatever happens in whatever order, nobody is listed with an edition above what was signed or carried over."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliance.accounts.models import User
from alliance.shared.lifecycle import WrongState
from members.models import Decision, Organisation, Signatory, TextMovedOn
from members.template_tags import standing_behind
from principles.models import Clause, Draft, Edition
from principles.models.refusals import PublishingRefused

VERBS = """
    reaffirm stay object leave suspend restore remove editorial substantive call_editorial call_substantive
""".split()


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 3)), max_size=10))
def test_no_order_of_editions_and_answers_breaks_a_rule(
    steps: list[tuple[str, int]],
    member: Organisation,
    other_member: Organisation,
    publisher: User,
    applicant: User,
) -> None:
    savepoint = transaction.savepoint()
    done, known = [], Decision.objects.count()
    try:
        reaffirm(other_member, applicant)
        for count, (verb, which) in enumerate(steps):
            organisation = Organisation.objects.get(pk=(member, other_member)[which % 2].pk)
            with suppress(WrongState, TextMovedOn, PublishingRefused), transaction.atomic():
                take(verb, organisation, which, count, publisher)
                done.append(verb)
            must_hold()
        recorded = list(Decision.objects.order_by("pk").values_list("verb", flat=True))[known:]
    finally:
        transaction.savepoint_rollback(savepoint)

    # What was done is on record once, and what was refused is not.
    assert recorded == [verb for verb in done if verb in Decision.Verb.values]


def reaffirm(organisation: Organisation, person: User) -> None:
    signatory = Signatory.objects.create(name=person.name, job_title="Director", email=person.email, person=person)
    number = Edition.objects.current().number
    organisation.reaffirm(signatory=signatory, number=number, language="en", privacy_notice="0" * 64)


def take(verb: str, organisation: Organisation, which: int, count: int, by: User) -> None:
    current = Edition.objects.current()
    editions = Edition.objects.order_by("major", "minor")
    chosen = editions[which % editions.count()]
    verbs: dict[str, Callable[[], Any]] = {
        "reaffirm": lambda: reaffirm(organisation, by),
        "stay": lambda: organisation.stay(number=current.number, by=by),
        "object": lambda: organisation.object_to(number=chosen.number, by=by, reason="It alters much."),
        "editorial": lambda: publish("editorial", count, by),
        "substantive": lambda: publish("substantive", count, by),
        "call_editorial": lambda: chosen.correct_class(change_class="editorial", reason="It is.", by=by),
        "call_substantive": lambda: chosen.correct_class(change_class="substantive", reason="It is.", by=by),
    }
    verbs.get(verb, lambda: getattr(organisation, verb)(by=by, reason="Because."))()


def publish(change_class: str, count: int, by: User) -> None:
    Clause.objects.filter(slug="participation").update(text=f"Everybody decides, in {count} ways.")
    Edition.objects.publish(shown=Draft.now().fingerprint, change_class=change_class, reason="Better.", by=by)


def must_hold() -> None:
    """The rules of the domain, told anew in plain Python."""
    editions = list(Edition.objects.order_by("major", "minor"))
    classes = [(edition.notices.last() or edition).change_class for edition in editions]
    asking = max((place for place, it in enumerate(classes) if it == "substantive"), default=0)
    asked, endorsing = set(), {}
    for organisation in Organisation.objects.with_current_endorsement():
        signed = max(editions.index(it.edition) for it in organisation.endorsements.all())
        carried = len(editions) - 1 if signed >= asking else signed
        endorsing[organisation] = carried
        assert organisation.signed == editions[signed].number
        assert organisation.endorses == editions[carried].number
        stays = organisation.decisions.filter(verb=Decision.Verb.STAY)
        has_stayed = any(editions.index(it.edition) >= asking for it in stays)
        if organisation.standing == "member" and signed < asking and not has_stayed:
            asked.add(organisation)
    assert set(Organisation.objects.needing_reaffirmation()) == asked
    members = [it for it in endorsing if it.standing == "member"]
    counts = standing_behind()
    current = sum(endorsing[it] == len(editions) - 1 for it in members)
    assert counts.all == len(members)
    assert counts.current in {None, current}
    # Two organisations: told apart, each could be guessed.
    assert counts.current is None or current in {0, len(members)}
