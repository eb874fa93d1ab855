"""What the site holds about one person, in that person's hands: for the page, and as JSON."""

from typing import Any

from django.contrib.admin.models import LogEntry

from alliance.accounts.models import User
from alliance.outbox.models import Mail
from members.models import Decision, Endorsement, Note, Person, SignOn


def own_data(account: User) -> dict[str, Any]:
    """Everything by which the account or its person can be told: lists of plain values, times in UTC."""
    person = Person.of(account)
    return {
        "account": account_data(account),
        "sign_ons": [
            {"organisation": it.organisation.name, "state": it.state, "since": it.state_since, "language": it.language}
            for it in SignOn.objects.of(account)
        ],
        "signatures": [signature_data(it) for it in endorsements_of(person)],
        "named_to_sign": [
            {"organisation": it.organisation.name, "name": row.name, "job_title": row.job_title, "email": row.email}
            for row in person.signatories
            for asked in (row.sign_ons, row.signature_requests)
            for it in asked.select_related("organisation")
        ],
        "representations": [
            {"organisation": it.organisation.name, "since": it.since, "until": it.until, "is_public": it.is_public}
            for it in account.representations.select_related("organisation")
        ],
        # Others' names of organisations only as this person may still see them.
        "decisions": [
            {"organisation": str(it.organisation), "decision": it.verb, "reason": it.reason, "at": it.at}
            for it in Decision.objects.filter(by=account).select_related("organisation")
        ],
        "notes": [{"text": it.text, "at": it.at} for it in Note.objects.filter(by=account)],
        "changes_as_staff": [
            {"what": it.object_repr, "change": it.get_change_message(), "at": it.action_time}
            for it in LogEntry.objects.filter(user=account)
        ],
        "mails": [
            {"to": it.to, "subject": it.subject, "written": it.created}
            for it in Mail.objects.addressed_to(account.email).order_by("pk")
        ],
    }


def account_data(account: User) -> dict[str, Any]:
    return {
        "name": account.name,
        "email": account.email,
        "addresses": list(account.emailaddress_set.values("email", "verified", "primary")),
        "language": account.language,
        "joined": account.date_joined,
        "last_signed_in": account.last_login,
        "works_on_the_site": account.is_staff,
        "groups": list(account.groups.values_list("name", flat=True)),
        "ways_to_sign_in": ["password"] * account.has_usable_password() + ["code by mail"],
        "second_factors": [
            {"kind": it.type, "name": str(it) if it.type == it.Type.WEBAUTHN else "", "added": it.created_at}
            | {"last_used": it.last_used_at}
            for it in account.authenticator_set.all()
        ],
    }


def endorsements_of(person: Person) -> list[Endorsement]:
    rows = [row.pk for row in person.signatories]
    found = Endorsement.objects.filter(signatory__in=rows).newest_first()
    return list(found.select_related("organisation", "edition", "signatory"))


def signature_data(endorsement: Endorsement) -> dict[str, Any]:
    signatory = endorsement.signatory
    return {
        "endorsement": str(endorsement.pk),
        "organisation": endorsement.organisation.name,
        "edition": endorsement.edition.number,
        "signed_at": endorsement.signed_at,
        "method": endorsement.method,
        "name": signatory.name,
        "job_title": signatory.job_title,
        "email": signatory.email,
        "privacy_notice": endorsement.privacy_notice,
    }
