"""A site to try, with nothing real in it: sign-ins, an edition 1.1, and organisations of every standing.

All of it is made by the verbs that people use, so that it is what they could have made; and no mail is queued.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from alliance.accounts.models import User
from alliance.management import sample_accounts, sample_sign_ins
from members.models import Organisation, SignOn
from members.views.signing import privacy_notice
from principles.models import BeliefStatement, Draft, Edition

ORGANISATIONS = Path(__file__).with_suffix(".json")
MENDED = ("shared-decision making", "shared decision-making")


def must_be_as_wanted() -> None:
    """Raises CommandError if the database has sample data that SAMPLE_DATA does not want, or something real beside."""
    is_loaded = sample_sign_ins.are_there()
    if is_loaded and not settings.SAMPLE_DATA:
        raise CommandError(
            "The database of DATABASE_URL holds sample data, and everybody knows its sign-ins."
            " Set SAMPLE_DATA to 1, or DATABASE_URL to another database."
        )
    if settings.SAMPLE_DATA and not is_loaded and (User.objects.exists() or Organisation.objects.exists()):
        raise CommandError(
            "SAMPLE_DATA is on, but the database of DATABASE_URL holds people or organisations already: sample data is"
            " kept apart from them. Set SAMPLE_DATA to 0, or DATABASE_URL to a file of its own."
        )


def load() -> None:
    """Loads the sample data after the founding text, once; later it only sees that SAMPLE_PASSWORD is the password."""
    with transaction.atomic():
        must_be_as_wanted()
        if sample_sign_ins.are_there():
            sample_sign_ins.agree_on_password()
            return
        people = sample_sign_ins.make_all()
        organisations = json.loads(ORGANISATIONS.read_text(encoding="utf-8"))
        for organisation in organisations["before_edition_1_1"]:
            sign_on(organisation, people)
        publish_second_edition(editor=people["editor@example.org"], publisher=people["publisher@example.org"])
        for organisation in organisations["after_edition_1_1"]:
            sign_on(organisation, people)
        sample_accounts.load(by=people["treasurer@example.org"])


def publish_second_edition(*, editor: User, publisher: User) -> None:
    clause = BeliefStatement.objects.get(text__contains=MENDED[0])
    clause.text = clause.text.replace(*MENDED)
    clause.full_clean()
    clause._history_user = editor
    clause.save()
    Edition.objects.publish(
        shown=Draft.now().fingerprint,
        change_class=Edition.ChangeClass.EDITORIAL,
        reason="The hyphen stood between the wrong words. The meaning is the same.",
        by=publisher,
        proposed_by=editor,
    )


def sign_on(organisation: dict[str, Any], people: dict[str, User]) -> None:
    """One organisation's way so far, step by step."""
    number = organisation["number"]
    applicant = people.get(organisation.get("applicant", "")) or User.objects.create_user(
        f"organisation-{number}@example.org", name=f"Sample applicant {number}"
    )
    signatory = {
        "name": f"Sample signatory {number}",
        "job_title": "Sample role",
        "email": f"signatory-{number}@example.org",
    }
    case = SignOn.objects.begin_with(
        profile=organisation["profile"], themes=organisation["themes"], by=applicant, language=settings.LANGUAGE_CODE
    )
    for step in organisation["steps"]:
        take(step, case, signatory=signatory, officer=people["officer@example.org"])


def take(step: str, case: SignOn, *, signatory: dict[str, str], officer: User) -> None:
    steps = {
        "name_signatory": lambda: case.name_signatory(**signatory),
        "sign": lambda: sign(case, signatory),
        "sign_on_paper": lambda: sign_on_paper(case, signatory, by=officer),
        "submit": lambda: case.submit(by=case.applicant),
        "open_review": lambda: case.open_review(by=officer),
        "return": lambda: case.return_with_questions(by=officer, reason="A sample question: what do you do?"),
        "accept": lambda: case.accept(by=officer, reason="A sample acceptance."),
        "decline": lambda: case.decline(by=officer, reason="A sample refusal."),
        "suspend": lambda: case.organisation.suspend(by=officer, reason="A sample suspension."),
        "leave": lambda: case.organisation.leave(by=case.applicant, reason="A sample goodbye."),
    }
    steps[step]()


def sign(case: SignOn, signatory: dict[str, str]) -> None:
    case.name_signatory(**signatory)
    case.sign(number=Edition.objects.current().number, language=settings.LANGUAGE_CODE, privacy_notice=privacy_notice())


def sign_on_paper(case: SignOn, signatory: dict[str, str], *, by: User) -> None:
    case.record_paper_signature(
        edition=Edition.objects.current(),
        language=settings.LANGUAGE_CODE,
        signed_at=timezone.now(),
        signatory=signatory,
        by=by,
        reason="A sample paper that came by post.",
    )
