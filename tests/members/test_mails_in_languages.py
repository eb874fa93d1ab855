"""Every message goes out in the language of its recipient."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from members import emails
from members.models import (
    Announcement,
    Decision,
    Endorsement,
    Invitation,
    Letter,
    Organisation,
    Representative,
    SignatureRequest,
    SignOn,
)
from principles.models import Clause, Edition

OTHERS = [code for code, _ in settings.LANGUAGES if code != "en"]
MESSAGES = {
    path.name.removesuffix("_message.txt")
    for path in (Path(settings.BASE_DIR) / "templates" / "members" / "emails").glob("*_message.txt")
}


@pytest.fixture
def speaking(
    member: Organisation, applicant: User, outsider: User, officer: User, publish: Callable[..., Edition]
) -> Callable[[str], dict[str, tuple[str, str]]]:
    """Sends every message that there is to people of one language: subject and text by the name of the message."""
    Clause.objects.filter(slug="participation").update(text="Everybody decides.")
    edition = publish("substantive")
    case = member.sign_ons.get()
    sent: dict[str, tuple[str, str]] = {}
    queue = emails.queue_from_templates

    def speaking(language: str) -> dict[str, tuple[str, str]]:
        User.objects.update(language=language)
        SignOn.objects.update(language=language)
        here = SignOn.objects.select_related("organisation", "applicant", "signatory").get(pk=case.pk)
        organisation = Organisation.objects.get(pk=member.pk)
        sent.clear()
        for act in everything(here, organisation, edition, outsider, officer, language):
            act()
        return dict(sent)

    def keep(name: str, *, to: str, language: str, context: Any, carries_key: bool) -> None:
        queue(name, to=to, language=language, context=context, carries_key=carries_key)
        mail = Mail.objects.latest("pk")
        sent[name.removeprefix("members/emails/")] = (mail.subject, mail.message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(emails, "queue_from_templates", keep)
        yield speaking


def everything(
    case: SignOn, organisation: Organisation, edition: Edition, other: User, officer: User, language: str
) -> Iterator[Callable[[], None]]:
    endorsement = Endorsement.objects.select_related("edition", "signatory").first()
    yield lambda: emails.ask_for_signature(case)
    yield lambda: emails.tell_of_signature(case, endorsement)
    yield lambda: emails.confirm_receipt(case)
    for verb in sorted(emails.TOLD):
        into = organisation if verb == Decision.Verb.MERGE else None
        decision = Decision.objects.create(
            organisation=organisation, sign_on=case, verb=verb, reason="12345", by=officer, merged_into=into
        )
        yield lambda decision=decision: emails.about_decision(decision)
    for verb in (Decision.Verb.STAY, Decision.Verb.OBJECT):
        answer = Decision(organisation=organisation, verb=verb, edition=edition, reason="12345", by=officer)
        yield lambda answer=answer: emails.about_answer(answer)
    announcement = Announcement(edition=edition)
    for occasion in Letter.Occasion:
        letter = Letter(organisation=organisation, edition=edition, occasion=occasion)
        yield lambda letter=letter: emails.about_edition(letter, announcement)
        yield lambda letter=letter: emails.remind(letter)
    asked = SignatureRequest(
        organisation=organisation, signatory=endorsement.signatory, asker=officer, language=language
    )
    yield lambda: emails.ask_for_signature(asked)
    yield lambda: emails.tell_of_reaffirmation(endorsement)
    invitation = Invitation(organisation=organisation, email="new@example.org", invited_by=officer, language=language)
    yield lambda: emails.invite(invitation)
    came = organisation.representatives.select_related("person", "organisation").first()
    yield lambda: emails.tell_of_arrival(came, invitation)
    went = Representative(organisation=organisation, person=other, ended_by=officer)
    yield lambda: emails.tell_of_end(went)


def said(text: str) -> set[str]:
    """The lines in which something is said: no addresses, names or what people wrote."""
    names = ("The Alliance", "12345", "http", "--", "Men for Care", "A better word.")
    return {line for line in text.splitlines() if line.strip() and not line.startswith(names)}


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_said_in_the_language_of_its_recipient(
    speaking: Callable[[str], dict[str, tuple[str, str]]], language: str
) -> None:
    english, translated = speaking("en"), speaking(language)

    assert set(translated) == MESSAGES
    for message, (subject, text) in translated.items():
        assert subject != english[message][0], message
        assert said(text) & said(english[message][1]) == set(), message
        assert f"http://testserver/{language}/" in text, message


@pytest.mark.parametrize("language", OTHERS)
def test_message_about_an_account_is_said_in_the_language_of_the_page(client: Client, db: None, language: str) -> None:
    cache.clear()  # sign-ups are counted, those of other tests among them
    for prefix in ("", f"/{language}"):
        typed = {"name": "Nina", "email": f"nina{len(prefix)}@example.org", "password1": "a long enough password"}
        client.post(f"{prefix}/accounts/signup/", typed)

    english, translated = (Mail.objects.order_by("pk")[number] for number in (0, 1))

    assert translated.subject != english.subject
    assert said(translated.message) & said(english.message) == set()
    assert f"http://testserver/{language}/accounts/" in translated.message


def test_arabic_subject_about_an_account_runs_from_right_to_left_whatever_the_sites_name(
    client: Client, db: None
) -> None:
    cache.clear()
    typed = {"name": "Nina", "email": "nina@example.org", "password1": "a long enough password"}
    client.post("/ar/accounts/signup/", typed)

    assert Mail.objects.get().subject.startswith("\u2068The Alliance\u2069: ")
