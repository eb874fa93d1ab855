"""A person who is renamed or erased: found nowhere afterwards, and nobody else is touched."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.db import connection
from django.test import Client
from post_office.models import STATUS, Log

from alliance.accounts.models import User
from alliance.outbox.emails import queue
from alliance.outbox.models import Mail
from alliance.pages.models import Page
from alliance.shared.erasing import columns_that_name_people, places, text_columns
from alliance.shared.lifecycle import WrongState
from alliance.shared.pictures import Picture
from alliance.shared.sqlite_traces import are_traces_unwanted
from alliance.shared.words import Words
from members import emails
from members.models import (
    Decision,
    Endorsement,
    Invitation,
    Logo,
    Note,
    Organisation,
    PaperScan,
    Person,
    Signatory,
    SignatureRequest,
    SignOn,
)
from members.models.paper_scan import Scan
from members.signing_links import signing_path
from principles.models import Edition, Translator
from tests.members.traces import begins_a_word, stands

NAMES = ["Sofía Signatory", "محمد العربي", "Amira O'Brien", "100% (Bo) .* Li\\d [a-z]+"]
ADDRESS = "sofia@example.org"
NEW = "Sofía Neu"


@pytest.fixture
def signed(sign_on: SignOn, founding_edition: Edition) -> Callable[..., Signatory]:
    """Somebody without an account has signed in the case."""

    def signed(name: str, email: str = ADDRESS) -> Signatory:
        signatory = sign_on.name_signatory(name=name, job_title="Director", email=email)
        emails.ask_for_signature(sign_on)
        sign_on.sign(number="1.0", language="en", privacy_notice="0" * 64)
        return signatory

    return signed


@pytest.fixture
def scatter(sign_on: SignOn, officer: User, applicant: User) -> Callable[..., None]:
    """Has the name written wherever the case is written about."""

    def scatter(name: str, address: str = ADDRESS) -> None:
        organisation = sign_on.organisation
        reason = f"By post from {name.upper()}."
        Decision.objects.create(organisation=organisation, verb="paper", by=officer, reason=reason)
        sign_on.notes.create(text=f"Called {name} ({address})\nabout it.", by=officer)
        organisation._change_reason = f"Asked by {name}"
        organisation.describe(description=f"Founded by {name} in 2001.", statement="We listen.")
        queue(to=address, subject="For you", text="Sign here.", carries_key=True)
        told = f"550 <{address}> {name}"
        Log.objects.create(email_id=Mail.objects.last().pk, status=STATUS.failed, message=told, exception_type="")
        queue(to=applicant.email, subject=f"About {name}", text=f"{name} signed.", carries_key=False)
        queue(to=applicant.email, subject=f"{name} has signed", text="", carries_key=False)
        Mail.objects.filter(subject__endswith="has signed").update(status=STATUS.sent, headers={"X-About": name})
        log(officer, applicant, name)
        Client().post("/members/join/organisation/", {"name": f"Of {name}", "description": name})
        assert stands(name)
        assert stands(address)

    return scatter


@pytest.fixture
def scatter_elsewhere(officer: User, make_organisation: Callable[..., Organisation]) -> Callable[[str], None]:
    """Has the name written where it may mean somebody else, or nobody."""

    def scatter_elsewhere(name: str) -> None:
        page = Page.objects.get(slug="contact")
        page.edit(title=page.title, text=f"Ask {name}.", by=officer)
        other = make_organisation("Not ours", description=f"Friends of {name}.")
        Decision.objects.create(organisation=other, verb="paper", by=officer, reason=f"By post from {name}.")
        queue(to="other@example.org", subject=f"About {name}", text=f"{name} signed.", carries_key=False)
        log(officer, officer, name)

    return scatter_elsewhere


def log(by: User, about: User, name: str) -> None:
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(about.pk),
        object_repr=name,
        action_flag=CHANGE,
        change_message=json.dumps([{"changed": {"name": "user", "object": name}}]),
    )


# Erasing a signatory


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_of_an_erased_signatory(
    signed: Callable[..., Signatory],
    scatter: Callable[..., None],
    scatter_elsewhere: Callable[[str], None],
    officer: User,
    sign_on: SignOn,
    name: str,
) -> None:
    signatory = signed(name)
    scatter(name)
    scatter_elsewhere(name)

    Person.behind(signatory).erase(by=officer, at=sign_on.organisation, reason="By letter.", everywhere=True)

    assert not stands(name)
    assert not stands(ADDRESS)


def test_record_of_the_organisation_is_kept(
    signed: Callable[..., Signatory], scatter: Callable[..., None], officer: User, sign_on: SignOn
) -> None:
    signatory = signed(NAMES[0])
    scatter(NAMES[0])
    queue(to="other@example.org", subject="Another", text="", carries_key=False)
    before = Endorsement.objects.values().get()

    decision = Person.behind(signatory).erase(by=officer, at=sign_on.organisation, reason="By letter.", everywhere=True)

    assert Endorsement.objects.values().get() == before
    assert str(Signatory.objects.get()) == "name erased"
    assert (decision.verb, decision.reason, decision.by) == ("erase", "By letter.", officer)
    assert Decision.objects.get(verb="paper").reason == "By post from [name erased]."
    assert Note.objects.get().text == "Called [name erased] ([address erased])\nabout it."
    organisation = Organisation.objects.get()
    assert organisation.description == "Founded by [name erased] in 2001."
    assert organisation.history.latest().history_change_reason == "Asked by [name erased]"
    assert json.loads(LogEntry.objects.get().change_message) == [
        {"changed": {"name": "user", "object": "[name erased]"}}
    ]
    assert [(mail.to, mail.subject) for mail in Mail.objects.order_by("pk")] == [
        (["amina@example.org"], "About [name erased]"),
        (["amina@example.org"], "[name erased] has signed"),
        (["other@example.org"], "Another"),
    ]


def test_what_may_mean_somebody_else_is_left_for_staff_to_judge(
    signed: Callable[..., Signatory], scatter_elsewhere: Callable[[str], None], officer: User
) -> None:
    signatory = signed(NAMES[0])
    scatter_elsewhere(NAMES[0])
    person = Person.behind(signatory)
    shown = [place.label.rpartition(" ")[2] for place in person.places_elsewhere]

    person.erase(by=officer)

    assert Organisation.objects.get(name="Not ours").description == f"Friends of {NAMES[0]}."
    assert Decision.objects.get(verb="paper").reason == f"By post from {NAMES[0]}."
    assert Page.objects.get(slug="contact").text == f"Ask {NAMES[0]}."
    assert {"description", "reason", "text", "Subject", "repr", "message"} <= set(shown)


def test_nobody_writes_over_the_words_of_others_by_way_of_a_name(
    applicant: User, officer: User, submitted: SignOn, make_organisation: Callable[..., Organisation]
) -> None:
    page = Page.objects.get(slug="about").text
    sentence = " ".join(page.split()[:4])
    other = make_organisation("Not ours", description=f"It says: {sentence}.")
    submitted.return_with_questions(by=officer, reason="Not enough. Who are you?")

    for name in (sentence, "Not enough", "You are welcome"):
        Person.of(applicant).correct_name(name, by=applicant)

    assert Page.objects.get(slug="about").text == page
    other.refresh_from_db()
    assert other.description == f"It says: {sentence}."
    assert "welcome" not in Decision.objects.get(verb="return").reason


def test_nobody_signs_others_out_by_way_of_a_name(
    applicant: User, outsider: User, signed_in: Callable[[User], Client]
) -> None:
    other = signed_in(outsider)
    User.objects.filter(pk=applicant.pk).update(name="AuthenticationBackend")

    Person.of(User.objects.get(pk=applicant.pk)).erase(by=applicant, everywhere=True)

    assert other.get("/accounts/").status_code == 200


def test_who_was_named_and_has_not_signed_is_forgotten(sign_on: SignOn, officer: User, client: Client) -> None:
    signatory = sign_on.name_signatory(name=NAMES[0], job_title="Director", email=ADDRESS)
    link = signing_path(sign_on)

    Person.behind(signatory).erase(by=officer)

    assert not Signatory.objects.exists()
    assert SignOn.objects.get().signatory is None
    assert client.get(link).status_code == 404


def test_link_of_an_erased_signatory_opens_nothing(
    signed: Callable[..., Signatory], officer: User, sign_on: SignOn, client: Client
) -> None:
    signatory, link = signed(NAMES[0]), signing_path(sign_on)
    assert client.get(link).status_code == 200

    Person.behind(signatory).erase(by=officer)

    assert client.get(link).status_code == 404


def test_nobody_is_erased_twice(signed: Callable[..., Signatory], officer: User) -> None:
    signatory = signed(NAMES[0])
    Person.behind(Signatory.objects.get()).erase(by=officer)

    with pytest.raises(WrongState, match="erased already"):
        Person.behind(signatory).erase(by=officer)


def test_same_person_is_erased_for_every_organisation_and_no_reason_is_told_to_another(
    signed: Callable[..., Signatory], make_organisation: Callable[..., Organisation], applicant: User, officer: User
) -> None:
    signatory = signed(NAMES[0])
    other = SignOn.objects.begin(organisation=make_organisation("Other"), by=applicant)
    other.name_signatory(name=NAMES[0].upper(), job_title="Chair", email=ADDRESS.upper())
    other.sign(number="1.0", language="en", privacy_notice="0" * 64)

    Person.behind(signatory).erase(by=officer, at=Organisation.objects.get(name="Men for Care"), reason="By letter.")

    assert not stands(NAMES[0])
    assert not stands(ADDRESS)
    told = Decision.objects.filter(verb="erase").order_by("organisation__name")
    assert list(told.values_list("organisation__name", "reason")) == [("Men for Care", "By letter."), ("Other", "")]


def test_person_with_another_name_at_the_same_address_is_not_touched(
    signed: Callable[..., Signatory], make_organisation: Callable[..., Organisation], applicant: User, officer: User
) -> None:
    signatory = signed(NAMES[0], "office@example.org")
    other = SignOn.objects.begin(organisation=make_organisation("Other"), by=applicant)
    successor = other.name_signatory(name="Sofía Successor", job_title="Chair", email="office@example.org")
    queue(to="office@example.org", subject="For the successor", text="Sign here.", carries_key=True)

    Person.behind(signatory).erase(by=officer)

    successor.refresh_from_db()
    assert (successor.name, successor.email) == ("Sofía Successor", "office@example.org")
    assert Mail.objects.filter(subject="For the successor", to="office@example.org").exists()


def test_names_that_hold_the_name_of_the_erased_are_not_touched(
    signed: Callable[..., Signatory], make_organisation: Callable[..., Organisation], officer: User, sign_on: SignOn
) -> None:
    User.objects.create_user(email="ana.lima@example.org", name="Ana Lima Souza")
    make_organisation("Ana Lima Trust", description="Named after Ana Lima Souza, Anaconda and Ana Limahuli.")
    sign_on.notes.create(text="Ana Lima Souza wrote for Ana Lima of the Ana Lima Trust", by=officer)

    Person.behind(signed("Ana Lima")).erase(by=officer, everywhere=True)

    trust = Organisation.objects.get(name="Ana Lima Trust")
    assert trust.description == "Named after Ana Lima Souza, Anaconda and Ana Limahuli."
    assert User.objects.get(email="ana.lima@example.org").name == "Ana Lima Souza"
    assert Note.objects.get().text == "Ana Lima Souza wrote for [name erased] of the Ana Lima Trust"


def test_name_of_an_organisation_is_its_own_even_if_somebody_signed_with_it(
    signed: Callable[..., Signatory], officer: User, sign_on: SignOn
) -> None:
    sign_on.organisation.describe(description="Men for Care began in 2001.")

    Person.behind(signed("Men for Care")).erase(by=officer)

    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.description) == ("Men for Care", "Men for Care began in 2001.")
    assert str(Signatory.objects.get()) == "name erased"


def test_what_an_organisation_was_once_called_is_written_over_in_its_history_alone(
    signed: Callable[..., Signatory], officer: User, sign_on: SignOn
) -> None:
    sign_on.organisation.describe(other_names=f"{NAMES[0]}\nMen Care")

    Person.behind(signed(NAMES[0])).erase(by=officer)

    organisation = Organisation.objects.get()
    assert organisation.other_names == f"{NAMES[0]}\nMen Care"
    assert organisation.history.latest().other_names == "[name erased]\nMen Care"


def test_namesake_keeps_the_own_rows(signed: Callable[..., Signatory], officer: User) -> None:
    namesake = User.objects.create_user(email="namesake@example.org", name=NAMES[0])

    Person.behind(signed(NAMES[0])).erase(by=officer)

    namesake.refresh_from_db()
    assert (namesake.name, namesake.is_active) == (NAMES[0], True)


def test_single_word_is_left_in_what_organisations_say_and_shown(
    signed: Callable[..., Signatory], officer: User, sign_on: SignOn
) -> None:
    sign_on.organisation.describe(description="We give Hope to men.")
    sign_on.notes.create(text="Hope called. We hope so.", by=officer)
    person = Person.behind(signed("Hope"))
    words = person.words_erased

    person.erase(by=officer)

    organisation = Organisation.objects.get()
    assert organisation.description == "We give Hope to men."
    assert Note.objects.get().text == "[name erased] called. We hope so."
    left = places(words)
    assert f"/admin/members/organisation/{organisation.pk}/change/" in [place.address for place in left]
    assert not [place for place in left if "note" in place.label]


# Renaming


@pytest.mark.parametrize("name", NAMES)
def test_former_name_is_left_nowhere(
    signed: Callable[..., Signatory],
    scatter: Callable[..., None],
    scatter_elsewhere: Callable[[str], None],
    officer: User,
    sign_on: SignOn,
    name: str,
) -> None:
    signatory = signed(name)
    scatter(name)
    scatter_elsewhere(name)

    Person.behind(signatory).correct_signatory(
        signatory,
        name=NEW,
        job_title="Chair",
        email="neu@example.org",
        at=sign_on.organisation,
        by=officer,
        reason="By letter.",
        everywhere=True,
    )

    assert not stands(name)
    assert not stands(ADDRESS)
    signatory.refresh_from_db()
    assert (signatory.name, signatory.job_title, signatory.email) == (NEW, "Chair", "neu@example.org")
    sign_on.organisation.refresh_from_db()
    assert sign_on.organisation.description == f"Founded by {NEW} in 2001."
    assert Mail.objects.get(subject="For you").to == ["neu@example.org"]


def test_account_that_signed_is_renamed_with_the_signatory(submitted: SignOn, applicant: User, officer: User) -> None:
    signatory = submitted.signatory

    Person.behind(signatory).correct_signatory(
        signatory,
        name=NEW,
        job_title="Director",
        email=signatory.email,
        at=submitted.organisation,
        by=officer,
        reason="By letter.",
    )

    assert not stands("Amina Applicant")
    applicant.refresh_from_db()
    assert (applicant.name, applicant.email) == (NEW, "amina@example.org")


def test_name_of_somebody_who_works_here_is_not_corrected_by_others(
    submitted: SignOn, applicant: User, officer: User
) -> None:
    User.objects.filter(pk=applicant.pk).update(is_staff=True)
    signatory = Signatory.objects.get()

    with pytest.raises(WrongState, match="works on the site"):
        Person.behind(signatory).correct_signatory(
            signatory,
            name=NEW,
            job_title="Director",
            email=signatory.email,
            at=submitted.organisation,
            by=officer,
            reason="By letter.",
        )

    assert {User.objects.get(pk=applicant.pk).name, Signatory.objects.get().name} == {"Amina Applicant"}


def test_who_corrects_the_own_name_corrects_the_own_signatures(
    submitted: SignOn, scatter: Callable[..., None], applicant: User
) -> None:
    scatter("Amina Applicant", "amina@example.org")

    Person.of(applicant).correct_name(NEW, by=applicant)

    assert not stands("Amina Applicant")
    assert stands("amina@example.org")
    assert (User.objects.get(pk=applicant.pk).name, Signatory.objects.get().name) == (NEW, NEW)
    assert Decision.objects.get(verb="correct").by == applicant
    assert Organisation.objects.get().description == f"Founded by {NEW} in 2001."
    assert Decision.objects.get(verb="paper").reason == "By post from [former name]."


# Erasing an account


def test_nothing_is_left_of_an_erased_account(
    submitted: SignOn, scatter: Callable[..., None], applicant: User, signed_in: Callable[[User], Client]
) -> None:
    applicant.vouch_for_address()
    scatter("Amina Applicant", "amina@example.org")
    elsewhere = signed_in(applicant)

    Person.of(applicant).erase(by=applicant)

    assert not stands("Amina Applicant")
    assert not begins_a_word("amina")
    row = User.objects.get(pk=applicant.pk)
    assert (row.is_active, row.has_usable_password(), str(row)) == (False, False, "name erased")
    assert elsewhere.get("/accounts/").status_code == 302
    assert SignOn.objects.get().state == "retracted"
    assert str(Decision.objects.get(verb="erase").by) == "name erased"


def test_last_representative_is_not_erased(member: Organisation, applicant: User, officer: User) -> None:
    for person in (applicant, officer):
        with pytest.raises(WrongState, match="Nobody else acts for Men for Care"):
            Person.of(applicant).erase(by=person)

    assert User.objects.get(pk=applicant.pk).name == "Amina Applicant"
    assert member.representatives.acting().count() == 1


def test_representative_beside_others_is_erased_and_acts_no_more(
    member: Organisation, applicant: User, outsider: User
) -> None:
    member.representatives.create(person=outsider)

    Person.of(applicant).erase(by=applicant)

    assert [it.person for it in member.representatives.acting()] == [outsider]
    assert Organisation.objects.listed().get() == member
    assert not stands("Amina Applicant")


def test_representative_of_an_organisation_that_left_is_erased(member: Organisation, applicant: User) -> None:
    member.leave(by=applicant)

    Person.of(applicant).erase(by=applicant)

    assert not stands("Amina Applicant")


@pytest.mark.parametrize("by", ["officer", "editor"])
def test_staff_are_not_erased_by_themselves_or_by_officers(
    by: str, request: pytest.FixtureRequest, officer: User
) -> None:
    with pytest.raises(WrongState, match="administrator"):
        Person.of(officer).erase(by=request.getfixturevalue(by))


def test_administrator_erases_staff(officer: User, administrator: User, submitted: SignOn) -> None:
    submitted.decline(by=officer, reason="No. Omar Officer")

    Person.of(officer).erase(by=administrator)

    assert not stands("Omar Officer")
    assert not stands("officer@")
    assert str(Decision.objects.get(verb="decline").by) == "name erased"


def test_erased_person_translates_no_more(officer: User, administrator: User) -> None:
    Translator.objects.create(person=officer, language="es")

    Person.of(officer).erase(by=administrator)

    assert not Translator.objects.exists()


def test_erased_applicant_gets_no_mail(member: Organisation, applicant: User, outsider: User, officer: User) -> None:
    member.representatives.create(person=outsider)
    Person.of(applicant).erase(by=applicant)

    emails.about_decision(member.suspend(by=officer, reason="Asked."))

    assert [mail.to for mail in Mail.objects.all()] == [["outsider@example.org"]]


# Files


@pytest.fixture
def mail_files(tmp_path: Path, settings: Any) -> Callable[..., Path]:
    settings.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)

    # A file is named after the place in memory of who writes it.
    deliverers = []

    def written(*texts: str) -> Path:
        before = set(tmp_path.iterdir())
        deliverer = EmailBackend(file_path=str(tmp_path))
        deliverers.append(deliverer)
        deliverer.send_messages(
            [EmailMessage("Ünicode", text, "from@example.org", ["to@example.org"]) for text in texts]
        )
        return (set(tmp_path.iterdir()) - before).pop()

    return written


@pytest.mark.parametrize("name", NAMES)
def test_files_with_mails_that_name_the_erased_are_deleted(
    signed: Callable[..., Signatory],
    officer: User,
    mail_files: Callable[..., Path],
    django_capture_on_commit_callbacks: Any,
    name: str,
) -> None:
    naming, other = mail_files("Hello", f"Signed by {name}. " + "Ü" * 100), mail_files("Nobody " * 50)

    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        Person.behind(signed(name)).erase(by=officer)
    assert naming.exists()
    next(callback for callback in callbacks if "delete_files" in repr(callback))()

    assert not naming.exists()
    assert other.exists()


@pytest.mark.django_db(transaction=True)
def test_file_of_the_database_holds_nothing_of_the_erased(signed: Callable[..., Signatory], officer: User) -> None:
    if connection.vendor != "sqlite":
        # What PostgreSQL keeps until its next VACUUM is out of reach of SQL: docs/operations.md.
        assert not are_traces_unwanted()
        return
    case = SignOn.objects.get()
    # Enough that pages are split and rows are moved between them.
    Note.objects.bulk_create(Note(sign_on=case, text="Zebedee Quux " * (it % 40 + 1), by=officer) for it in range(600))
    Note.objects.filter(pk__in=[it.pk for it in Note.objects.all()[::3]]).update(text="Zebedee Quux " * 60)
    signatory = signed("Zebedee Quux", "zebedee@example.org")
    assert b"Zebedee Quux" in bytes_of_the_database()

    Person.behind(signatory).erase(by=officer)

    assert b"Zebedee" not in bytes_of_the_database()
    assert b"zebedee" not in bytes_of_the_database()
    assert not are_traces_unwanted()


def bytes_of_the_database() -> bytes:
    name = connection.settings_dict["NAME"]
    return b"".join(path.read_bytes() for path in (Path(name), Path(f"{name}-wal")) if path.exists())


# What waits for somebody


def test_invitation_to_who_is_erased_is_gone(member: Organisation, applicant: User, outsider: User) -> None:
    Invitation.objects.invite(outsider.email, organisation=member, by=applicant, language="en")

    Person.of(outsider).erase(by=outsider)

    assert not Invitation.objects.exists()


def test_who_was_named_to_reaffirm_and_is_erased_is_asked_no_more(
    member: Organisation, applicant: User, officer: User
) -> None:
    named = {"name": "Zebedee Quux", "job_title": "Chair", "email": "zebedee@example.org"}
    asked = SignatureRequest.objects.ask(organisation=member, by=applicant, language="en", **named)
    person = Person.behind(asked.signatory)
    assert list(person.organisations) == [member]

    person.erase(by=officer)

    assert not SignatureRequest.objects.exists()
    assert not Signatory.objects.filter(email="zebedee@example.org").exists()


def test_mails_to_whom_the_erased_had_asked_name_the_erased_no_more(
    member: Organisation, applicant: User, second: Any
) -> None:
    invitation = Invitation.objects.invite("new@example.org", organisation=member, by=applicant, language="en")
    emails.invite(invitation)
    named = {"name": "Zebedee Quux", "job_title": "Chair", "email": "zebedee@example.org"}
    emails.ask_for_signature(SignatureRequest.objects.ask(organisation=member, by=applicant, language="en", **named))
    assert Mail.objects.filter(message__contains=applicant.name).count() == 2

    Person.of(applicant).erase(by=applicant)

    assert not Mail.objects.filter(message__contains="Amina Applicant").exists()


def test_name_beside_the_own_logo_is_written_over(
    member: Organisation, applicant: User, second: Any, make_organisation: Callable[..., Organisation]
) -> None:
    picture = Picture(webp=b"RIFF", width=1, height=1)
    for organisation in (member, make_organisation("Not ours")):
        Logo.objects.put(organisation=organisation, by=applicant, alt="Amina Applicant waves.", picture=picture)

    Person.of(applicant).erase(by=applicant)

    assert [it.alt for it in Logo.objects.order_by("organisation")] == [
        "[name erased] waves.",
        "Amina Applicant waves.",
    ]


def test_paper_that_was_signed_by_who_is_erased_is_gone(
    signed: Callable[..., Signatory], officer: User, sign_on: SignOn
) -> None:
    signatory = signed(NAMES[0])
    scan = Scan(PaperScan.Kind.PDF, b"%PDF-1.7 signed by hand")
    PaperScan.objects.keep(scan, endorsement=signatory.endorsements.get(), by=officer)

    Person.behind(signatory).erase(by=officer)

    assert not PaperScan.objects.exists()


# Nobody forgets a column

# Each with why nothing is written over there.
SAYS_NOTHING_OF_PEOPLE = {
    "admin.LogEntry.object_id": "a number",
    "auth": "names of permissions and groups",
    "contenttypes": "names of models",
    "sessions": "looked into by erasing.sessions()",
    "taggit": "themes; staff are shown where one is a name",
    "outbox.Lease": "names of jobs",
    "principles": "the text, which never changes; staff are shown where it names somebody",
    "post_office.EmailTemplate": "not used",
    "post_office.Attachment": "not used",
    "account": "rows of an account, deleted with it",
    "mfa": "rows of an account, deleted with it",
    "accounts.User": "the person's own row",
    "members.Signatory": "the person's own row",
    "members.Endorsement": "digests and codes",
    "members.SignOn": "codes",
    "members.Organisation": "the organisation's record: names, addresses, registers; staff are shown where",
    "members.HistoricalOrganisation": "the organisation's record, as it was",
    "members.Decision.verb": "a code",
    "members.Invitation": "an address, deleted with what is erased",
    "members.Letter": "codes",
    "members.Logo.digest": "a digest",
    "members.PaperScan": "a digest and a code; the scan is deleted with what is erased",
    "members.ProfileChange": "the organisation's record: a name, a country and a website that were proposed",
    "members.SignatureRequest": "codes",
    "pages": "addresses and codes",
    "post_office.Email.from_email": "the site's own address",
    "post_office.Email.message_id": "a number",
    "post_office.Email.backend_alias": "a code",
    "post_office.Log.exception_type": "a code",
}


def test_every_column_of_text_is_written_over_or_said_to_name_nobody() -> None:
    written_over = {str(column) for column in columns_that_name_people()}

    undecided = [
        str(column)
        for column in text_columns()
        if str(column) not in written_over and not str(column).startswith(tuple(SAYS_NOTHING_OF_PEOPLE))
    ]

    assert undecided == []
    assert {"members.Decision.reason", "members.HistoricalOrganisation.history_change_reason"} <= written_over
    assert {"pages.PageTranslation.text", "pages.HistoricalPageTranslation.title"} <= written_over


def test_columns_that_apps_name_exist() -> None:
    from django.apps import apps

    columns = {str(column) for column in text_columns()}
    named = [
        label
        for config in apps.get_app_configs()
        for label in (*getattr(config, "names_people", ()), *getattr(config, "may_name_people", ()))
    ]

    assert set(named) <= columns


def test_place_in_a_session_is_found(db: None, client: Client) -> None:
    client.post("/members/join/organisation/", {"name": "Of Ana Lima"})

    assert [place.label[:7] for place in places(Words({"Ana Lima": "-"}))] == ["session"]
