from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliance.accounts.models import User
from alliance.shared.lifecycle import WrongState
from members.models import Decision, Endorsement, NotSigned, Organisation, SignOn, TextMovedOn
from principles.models import Clause, Edition


def test_accepted_sign_on_makes_a_member_with_a_representative(submitted: SignOn, officer: User) -> None:
    submitted.accept(by=officer, reason="Welcome.")

    organisation = Organisation.objects.get()
    assert organisation.standing == "member"
    assert [it.person for it in organisation.representatives.acting()] == [submitted.applicant]
    assert list(Organisation.objects.listed()) == [organisation]


def test_every_move_writes_a_decision_with_who_and_why(submitted: SignOn, officer: User) -> None:
    submitted.return_with_questions(by=officer, reason="What do you do?")
    submitted.submit(by=submitted.applicant)
    submitted.decline(by=officer, reason="Not what we stand for.")

    assert [(it.verb, it.by.name, it.reason) for it in submitted.decisions.all()] == [
        ("submit", "Amina Applicant", ""),
        ("return", "Omar Officer", "What do you do?"),
        ("submit", "Amina Applicant", ""),
        ("decline", "Omar Officer", "Not what we stand for."),
    ]


def test_unsigned_sign_on_cannot_be_accepted(sign_on: SignOn, officer: User) -> None:
    sign_on.name_signatory(name="Sofía Signatory", job_title="Director", email="sofia@example.org")
    sign_on.submit(by=sign_on.applicant)

    with pytest.raises(NotSigned):
        sign_on.accept(by=officer)

    assert SignOn.objects.get().state == "submitted"


@pytest.mark.parametrize("verb", ["accept", "decline", "return_with_questions", "retract", "submit", "call_back"])
def test_decided_sign_on_stays_decided(submitted: SignOn, officer: User, verb: str) -> None:
    submitted.decline(by=officer, reason="No.")
    arguments = {} if verb in {"submit", "call_back"} else {"reason": "Yet another reason."}

    with pytest.raises(WrongState):
        getattr(submitted, verb)(by=officer, **arguments)

    assert SignOn.objects.get().state == "declined"
    assert submitted.decisions.count() == 2


def test_form_can_be_called_back_until_somebody_opens_its_review(submitted: SignOn, officer: User) -> None:
    submitted.call_back(by=submitted.applicant)
    assert submitted.is_editable

    submitted.submit(by=submitted.applicant)
    submitted.open_review(by=officer)

    with pytest.raises(WrongState):
        submitted.call_back(by=submitted.applicant)


def test_the_first_to_open_a_review_is_its_reviewer(submitted: SignOn, officer: User, editor: User) -> None:
    submitted.open_review(by=officer)
    SignOn.objects.get().open_review(by=editor)

    assert SignOn.objects.get().opened_by == officer


def test_endorsement_says_what_was_signed_and_how(sign_on: SignOn, sign: Callable[[SignOn], Endorsement]) -> None:
    endorsement = sign(sign_on)

    assert endorsement.edition_digest == Edition.objects.current().digest
    assert (endorsement.language, endorsement.method, endorsement.privacy_notice) == ("en", "online", "0" * 64)
    assert endorsement.signatory.name == "Amina Applicant"


def test_text_that_has_moved_on_cannot_be_signed(
    sign_on: SignOn, founding_edition: Edition, publish: Callable[..., Edition]
) -> None:
    Clause.objects.filter(slug="participation").update(text="Everybody takes part.")
    publish()

    with pytest.raises(TextMovedOn):
        sign_on.sign(number=founding_edition.number, language="en", privacy_notice="1")

    assert not Endorsement.objects.exists()


def test_declined_sign_on_cannot_be_signed(
    submitted: SignOn, officer: User, sign: Callable[[SignOn], Endorsement]
) -> None:
    submitted.decline(by=officer, reason="No.")

    with pytest.raises(WrongState):
        sign(submitted)


def test_an_organisation_has_one_open_sign_on(sign_on: SignOn, applicant: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOn.objects.begin(organisation=sign_on.organisation, by=applicant)


def test_organisation_that_left_may_apply_again(member: Organisation, applicant: User) -> None:
    member.leave(by=applicant, reason="We disband.")

    again = SignOn.objects.begin(organisation=member, by=applicant)

    assert Organisation.objects.get().standing == "applicant"
    assert again.state == "draft"


def test_member_cannot_apply_again(member: Organisation, applicant: User) -> None:
    with pytest.raises(WrongState):
        SignOn.objects.begin(organisation=member, by=applicant)


# A reason may be written over, where it names somebody who is renamed or erased; tests/members/person.
@pytest.mark.parametrize("write", [lambda rows: rows.update(verb="decline"), lambda rows: rows.delete()])
def test_decisions_are_never_rewritten(member: Organisation, write: Callable[[Any], None]) -> None:
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        write(Decision.objects.all())


def test_endorsements_are_never_rewritten(member: Organisation) -> None:
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Endorsement.objects.update(language="es")


@pytest.mark.django_db(transaction=True)
def test_two_officers_deciding_at_once_make_one_decision(submitted: SignOn, officer: User, editor: User) -> None:
    together = Barrier(2)
    outcomes: list[str] = []

    def decide(verb: str, by: User) -> None:
        case = SignOn.objects.get()
        together.wait()
        try:
            getattr(case, verb)(by=by, reason="Because.")
            outcomes.append(verb)
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=decide, args=it) for it in (("accept", officer), ("decline", editor))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count("refused") == 1
    verbs = Decision.objects.exclude(verb="submit").values_list("verb", flat=True)
    assert list(verbs) == [verb for verb in outcomes if verb != "refused"]
    is_member = Organisation.objects.get().standing == "member"
    assert is_member == ("accept" in outcomes)


VERBS = """
    submit call_back open_review return_with_questions accept decline retract suspend restore leave remove begin sign
""".split()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=st.lists(st.sampled_from(VERBS), max_size=14))
def test_no_order_of_verbs_breaks_a_rule(
    steps: list[str],
    founding_edition: Edition,
    applicant: User,
    officer: User,
    sign: Callable[[SignOn], Endorsement],
    make_organisation: Callable[..., Organisation],
) -> None:
    savepoint = transaction.savepoint()
    organisation = make_organisation()
    case = SignOn.objects.begin(organisation=organisation, by=applicant)
    done = []
    for step in steps:
        case = SignOn.objects.order_by("-state_since").first()
        organisation = case.organisation
        try:
            with transaction.atomic():
                take(step, case, organisation, applicant, officer, sign)
            done.append(step)
        except (WrongState, NotSigned, IntegrityError):
            pass
        organisation.refresh_from_db()
        must_hold(organisation)
    recorded = list(Decision.objects.order_by("pk").values_list("verb", flat=True))
    transaction.savepoint_rollback(savepoint)

    # What was done is on record once, and what was refused is not.
    decided = [step for step in done if step not in {"begin", "sign", "open_review"}]
    assert recorded == ["return" if step == "return_with_questions" else step for step in decided]


def take(
    step: str, case: SignOn, organisation: Organisation, applicant: User, officer: User, sign: Callable[..., Any]
) -> None:
    if step == "begin":
        SignOn.objects.begin(organisation=organisation, by=applicant)
    elif step == "sign":
        sign(case)
    elif step in {"submit", "call_back", "open_review"}:
        getattr(case, step)(by=officer)
    else:
        getattr(organisation if hasattr(organisation, step) else case, step)(by=officer, reason="Because.")


def must_hold(organisation: Organisation) -> None:
    cases = list(organisation.sign_ons.all())
    open_cases = [case for case in cases if case.state in SignOn.OPEN]
    assert len(open_cases) <= 1
    if organisation.standing in {"member", "suspended", "left", "removed"}:
        assert any(case.state == "accepted" for case in cases)
        assert organisation.endorsements.exists()
        assert organisation.representatives.acting().exists()
        assert not open_cases
    assert Organisation.objects.counted().contains(organisation) == (organisation.standing == "member")
    accepted = organisation.decisions.filter(verb="accept").count()
    assert accepted == len([case for case in cases if case.state == "accepted"])
