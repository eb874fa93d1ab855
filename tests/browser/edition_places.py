"""Every page on which an organisation answers a new edition, and those for an edition's class, day and mails."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from alliance.accounts.models import User
from members.models import Letter, Organisation, Signatory, SignatureRequest
from principles.models import CorePrinciple, Draft, Edition
from tests.browser.case_places import MEMBER, OUT_OF_DATE, sign_what_is_current
from tests.browser.places import Place, admin, press, send, send_form
from tests.browser.sign_ons import LONG_WORD, begin, on_paper, organisation_called, submit

REASON = f"It says more. {LONG_WORD}"


def publish(change_class: str, **more: object) -> Edition:
    """One word more in the drafts, published."""
    participation = CorePrinciple.objects.get(slug="participation")
    participation.text += " Together."
    participation.save()
    shown = Draft.now().fingerprint
    return Edition.objects.publish(shown=shown, change_class=change_class, reason=REASON, by=None, **more)


def publish_for_later() -> Edition:
    return publish("substantive", effective_on=timezone.localdate() + timedelta(days=30))


def question(organisation: Organisation) -> str:
    return reverse("members:edition-question", args=[organisation.slug])


def who_signed_the_first(name: str) -> Organisation:
    """A member whose only signature is under an edition with another meaning."""
    applicant, officer = (User.objects.get(email=f"{name}@example.org") for name in ("amina", "officer"))
    case = submit(on_paper(begin(name, applicant), by=officer))
    case.accept(by=officer)
    return case.organisation


def reaffirm(organisation: Organisation, person: User) -> None:
    signatory = Signatory.objects.create(name=person.name, job_title="Director", email=person.email, person=person)
    number = Edition.objects.current().number
    organisation.reaffirm(signatory=signatory, number=number, language="en", privacy_notice="0" * 64)


# What those see who act for an organisation


def answers() -> list[Place]:
    """In each of the four positions towards the current edition, 2.1, which followed one that asked."""
    edition, applicant = publish("editorial"), User.objects.get(email="amina@example.org")
    asked, waiting, stays = (who_signed_the_first(name) for name in (f"{LONG_WORD} Again", "Waits", "Stays"))
    Letter.objects.create(organisation=asked, edition=Edition.objects.asking(), occasion="asked")
    SignatureRequest.objects.ask(
        organisation=waiting,
        name=f"Sofía {LONG_WORD}",
        job_title="Director",
        email="sofia@example.org",
        by=applicant,
        language="en",
    )
    stays.stay(number=edition.number, reason=REASON, by=applicant)
    carried, objecting, signed = (organisation_called(name) for name in (MEMBER, "Counted", "Suspended"))
    objecting.object_to(number=edition.number, reason=REASON, by=applicant)
    reaffirm(signed, applicant)
    return [
        *(Place(question(it)) for it in (asked, waiting, stays, carried, objecting, signed)),
        Place(question(asked), step=send_form),
        Place(question(asked), step=sign_an_edition_that_was_superseded),
        Place(question(asked), step=stay_on_what_was_superseded),
        Place(question(carried), step=object_without_a_reason),
    ]


# What readers and staff see


def edition_to_come() -> list[Place]:
    edition = publish_for_later()
    return [Place("/editions/"), Place(edition.get_absolute_url()), Place(admin("principles_edition_changelist"))]


def messages_and_class() -> list[Place]:
    edition = publish("editorial")
    return [
        Place(admin("members_announcement_changelist")),
        Place(admin("members_announcement_changelist"), step=stop_the_messages),
        Place(admin("principles_edition_class", edition.pk)),
        Place(admin("principles_edition_class", edition.pk), step=send),
    ]


# What is done there


def sign_an_edition_that_was_superseded(page: Page) -> None:
    page.locator("#signing [name=edition]").evaluate(OUT_OF_DATE)
    page.locator("#id_job_title").fill("Director")
    sign_what_is_current(page)


def stay_on_what_was_superseded(page: Page) -> None:
    form = page.locator("form[action$='/staying/']")
    form.locator("[name=edition]").evaluate(OUT_OF_DATE)
    press(form.locator("[type=submit]"))


def object_without_a_reason(page: Page) -> None:
    press(page.locator("form[action$='/objection/'] [type=submit]"))


def stop_the_messages(page: Page) -> None:
    press(page.get_by_role("button", name="Stop").first)
