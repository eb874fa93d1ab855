"""Organisations whose sign-ons are in every state, each under a name that says in which."""

from typing import Any

from django.utils import timezone

from alliance.accounts.models import User
from members import emails
from members.models import Organisation, PaperScan, SignOn
from members.models.paper_scan import Scan
from principles.models import Edition

# Longer than a telephone is wide, as names and addresses are.
LONG_WORD = "Maennlichkeitsforschungsgemeinschaftsverband"
PROFILE = {
    "country": "KE",
    "kind": "registered",
    "other_names": f"{LONG_WORD}\nرجال من أجل الرعاية",
    "year_founded": 1998,
    "register": "Register of associations",
    "description": "Fathers who care.\nAnd others.",
    "statement": "Courses for fathers, and homes for children.",
    "language": "en",
    "visibility": "public",
}


def sign_on_in_every_state(*, applicant: User, officer: User) -> None:
    begin("Draft", applicant)
    ask(begin("Asked", applicant))
    sign(begin("Signed", applicant))
    submit(ask(begin("Unsigned", applicant)))
    submit(sign(begin("Submitted", applicant)))
    submit(sign(begin("Submitted", applicant, visibility="counted")))
    opened = submit(sign(begin("Opened", applicant)))
    opened.open_review(by=officer)
    opened.notes.create(text="Somebody should ring them up.", by=officer)
    submit(sign(begin("Returned", applicant))).return_with_questions(by=officer, reason="Who are you?\n\nAnd where?")
    submit(sign(begin("Declined", applicant))).decline(by=officer, reason="Not what we stand for.")
    sign(begin("Retracted", applicant)).retract(by=applicant)
    ask(begin("Retracted unsigned", applicant)).retract(by=applicant)
    member = submit(sign(on_paper(begin(f"{LONG_WORD} Member", applicant), by=officer)))
    for case in (member, submit(sign(begin("Counted", applicant, visibility="counted")))):
        emails.about_decision(case.accept(by=officer, reason="Welcome."))
    merged = submit(sign(begin("Merged", applicant)))
    merged.merge_into(member.organisation, by=officer, reason="You are here already.")
    suspended = submit(sign(begin("Suspended", applicant)))
    suspended.accept(by=officer)
    suspended.organisation.suspend(by=officer, reason="It has been silent for long.")


def case_of(name: str) -> SignOn:
    return SignOn.objects.get(organisation=organisation_called(name))


def organisation_called(name: str) -> Organisation:
    return Organisation.objects.get(name=name, **({"visibility": "public"} if name == "Submitted" else {}))


def begin(name: str, applicant: User, **profile: Any) -> SignOn:
    # Nobody looks like anybody else, but for who has the same name.
    word = name.replace(" ", "-").lower()
    own = {
        "name": name,
        "website": f"https://{word}.example/a/long/way/down/to/one/page/and-further/",
        "registration_number": f"OP.218/051/98-0421/11042-{word}-AND-SO-ON",
    }
    organisation = Organisation.objects.begin(**PROFILE | own | profile)
    organisation.themes.set(["care", "fatherhood"])
    return SignOn.objects.begin(organisation=organisation, by=applicant)


def ask(case: SignOn) -> SignOn:
    case.name_signatory(name="Sofía Signatory", job_title="Director", email="sofia@example.org")
    emails.ask_for_signature(case)
    return case


def sign(case: SignOn) -> SignOn:
    person = case.applicant
    case.name_signatory(name=person.name, job_title="Coordinator", email=person.email, person=person)
    case.sign(number=Edition.objects.current().number, language="en", privacy_notice="0" * 64)
    return case


def on_paper(case: SignOn, *, by: User) -> SignOn:
    case.record_paper_signature(
        edition=Edition.objects.get(major=1, minor=0),
        language="en",
        signed_at=timezone.now(),
        signatory={"name": "Sam Signatory", "job_title": "Chair", "email": "sam@example.org"},
        by=by,
        reason="By post; in the blue folder.",
        scan=Scan(PaperScan.Kind.PDF, b"%PDF-1.7"),
    )
    return case


def submit(case: SignOn) -> SignOn:
    case.submit(by=case.applicant)
    return case
