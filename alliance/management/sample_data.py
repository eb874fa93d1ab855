"""A site to try, with nothing real in it: sign-ins, an edition 1.1, and organisations of every standing.

All of it is made by the verbs that people use, so that it is what they could have made; and no mail is queued.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from alliance.accounts.models import User
from alliance.shared.responses import absolute
from alliance.shared.sample import DEFAULT_PASSWORD
from members.models import Organisation, SignOn
from members.views.signing import privacy_notice
from principles.models import BeliefStatement, Draft, Edition

ORGANISATIONS = Path(__file__).with_suffix(".json")
# All sign-ins are in this group, by which a database with sample data is known.
GROUP = "Sample sign-ins"
MENDED = ("shared-decision making", "shared decision-making")


@dataclass(frozen=True)
class SignIn:
    """Somebody as whom the site can be tried; `group` is that of staff who are no administrators."""

    email: str
    name: str
    does: str
    group: str = ""


SIGN_INS = (
    SignIn("editor@example.org", "Sample editor", "edits the drafts", "Editors"),
    SignIn("publisher@example.org", "Sample publisher", "publishes editions", "Publishers"),
    SignIn("officer@example.org", "Sample officer", "decides on sign-ons", "Officers"),
    SignIn("admin@example.org", "Sample administrator", "may do everything"),
    SignIn("partner-a@example.org", "Sample partner A", "acts for two organisations"),
    SignIn("partner-b@example.org", "Sample partner B", "acts for one, and applies for another"),
)
ADMINISTRATOR = SIGN_INS[3]


def is_loaded() -> bool:
    return Group.objects.filter(name=GROUP).exists()


def must_be_as_wanted() -> None:
    """Raises CommandError if the database has sample data that SAMPLE_DATA does not want, or something real beside."""
    if is_loaded():
        if not settings.SAMPLE_DATA:
            raise CommandError(
                "The database of DATABASE_URL holds sample data, and everybody knows its sign-ins."
                " Set SAMPLE_DATA to 1, or DATABASE_URL to another database."
            )
    elif settings.SAMPLE_DATA and (User.objects.exists() or Organisation.objects.exists()):
        raise CommandError(
            "SAMPLE_DATA is on, but the database of DATABASE_URL holds people or organisations already: sample data is"
            " kept apart from them. Set SAMPLE_DATA to 0, or DATABASE_URL to a file of its own."
        )


def load() -> None:
    """Loads the sample data after the founding text, once; later it only sees that SAMPLE_PASSWORD is the password."""
    with transaction.atomic():
        must_be_as_wanted()
        if is_loaded():
            agree_on_password()
            return
        people = make_sign_ins()
        organisations = json.loads(ORGANISATIONS.read_text(encoding="utf-8"))
        for organisation in organisations["before_edition_1_1"]:
            sign_on(organisation, people)
        publish_second_edition(editor=people["editor@example.org"], publisher=people["publisher@example.org"])
        for organisation in organisations["after_edition_1_1"]:
            sign_on(organisation, people)


def make_sign_ins() -> dict[str, User]:
    mark = Group.objects.create(name=GROUP)
    people = {it.email: make_sign_in(it) for it in SIGN_INS}
    mark.user_set.add(*people.values())
    agree_on_password()
    return people


def make_sign_in(sign_in: SignIn) -> User:
    create = User.objects.create_superuser if sign_in is ADMINISTRATOR else User.objects.create_user
    person = create(sign_in.email, name=sign_in.name)
    if sign_in.group:
        person.is_staff = True
        person.save(update_fields=["is_staff"])
        person.groups.add(Group.objects.get(name=sign_in.group))
    person.vouch_for_address()
    return person


def agree_on_password() -> None:
    """One look at the first sign-in is enough: they all get their password together."""
    people = list(User.objects.filter(groups__name=GROUP).order_by("pk"))
    if people[0].check_password(settings.SAMPLE_PASSWORD):
        return
    for person in people:
        try:
            validate_password(settings.SAMPLE_PASSWORD, person)
        except ValidationError as error:
            raise CommandError(f"SAMPLE_PASSWORD is refused: {' '.join(error.messages)}") from error
        person.set_password(settings.SAMPLE_PASSWORD)
        person.save(update_fields=["password"])


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
    begun = SignOn.objects.begin_with(
        profile=organisation["profile"], themes=organisation["themes"], by=applicant, language=settings.LANGUAGE_CODE
    )
    for step in organisation["steps"]:
        take(step, begun, signatory=signatory, officer=people["officer@example.org"])


def take(step: str, sign_on: SignOn, *, signatory: dict[str, str], officer: User) -> None:
    edition, read_in = Edition.objects.current(), settings.LANGUAGE_CODE
    match step:
        case "name_signatory":
            sign_on.name_signatory(**signatory)
        case "sign":
            sign_on.name_signatory(**signatory)
            sign_on.sign(number=edition.number, language=read_in, privacy_notice=privacy_notice())
        case "sign_on_paper":
            sign_on.record_paper_signature(
                edition=edition,
                language=read_in,
                signed_at=timezone.now(),
                signatory=signatory,
                by=officer,
                reason="Sample paper that came by post.",
            )
        case "submit":
            sign_on.submit(by=sign_on.applicant)
        case "open_review":
            sign_on.open_review(by=officer)
        case "return":
            sign_on.return_with_questions(by=officer, reason="A sample question: what does the organisation do?")
        case "accept":
            sign_on.accept(by=officer, reason="A sample acceptance.")
        case "decline":
            sign_on.decline(by=officer, reason="A sample refusal.")
        case "suspend":
            sign_on.organisation.suspend(by=officer, reason="A sample suspension.")
        case "leave":
            sign_on.organisation.leave(by=sign_on.applicant, reason="A sample goodbye.")
        case _:
            raise ValueError(f"There is no step {step!r}.")


def how_to_sign_in() -> str:
    """What is printed at each start; a password of somebody's own is not."""
    is_known = settings.SAMPLE_PASSWORD == DEFAULT_PASSWORD
    password = f"{DEFAULT_PASSWORD} (SAMPLE_PASSWORD sets another)" if is_known else "that of SAMPLE_PASSWORD"
    return "\n".join(
        [
            "",
            "This site shows sample data: nothing on it is real. Its sign-ins:",
            "",
            *(f"    {it.email:<21}  {it.does}" for it in SIGN_INS),
            "",
            f"    address   {absolute(reverse('account_login'))}",
            f"    password  {password}",
            "",
            "To start without it, on the founding text alone: SAMPLE_DATA=0 make run",
            f"To remove it: delete {settings.DATABASES['default']['NAME']}",
            "",
        ]
    )
