"""One human being, as the site knows them: corrected and erased in every place, and told what is kept."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext

from alliance.outbox.mail_files import delete_files_naming
from alliance.outbox.models import Mail
from alliance.shared import erasing
from alliance.shared.lifecycle import WrongState
from alliance.shared.words import Words, folded, same_words, tidy
from members.models.decision import Decision
from members.models.invitation import Invitation
from members.models.organisation import Organisation
from members.models.paper_scan import PaperScan
from members.models.representative import Representative
from members.models.sign_on import SignOn
from members.models.signatory import Signatory
from principles.models import Translator

if TYPE_CHECKING:
    from alliance.accounts.models import User


@dataclass(frozen=True)
class Person:
    """An account, what was signed with it, and what was signed under the same name at the same address."""

    account: "User | None"
    signatories: Collection[Signatory] = field(default_factory=tuple)

    @classmethod
    def of(cls, account: "User") -> "Person":
        signed = Signatory.objects.filter(person=account)
        return cls(account, [*signed, *_alike(account.name, account.email)])

    @classmethod
    def behind(cls, signatory: Signatory) -> "Person":
        account = signatory.person or _account_alike(signatory)
        alike = [signatory, *_alike(signatory.name, signatory.email)]
        theirs = cls.of(account).signatories if account else ()
        return cls(account, list({row.pk: row for row in [*alike, *theirs]}.values()))

    @property
    def organisations(self) -> models.QuerySet[Organisation]:
        """Those for which the person signed, or was named to sign."""
        rows = [row.pk for row in self.signatories]
        return Organisation.objects.filter(
            models.Q(endorsements__signatory__in=rows)
            | models.Q(sign_ons__signatory__in=rows)
            | models.Q(signature_request__signatory__in=rows)
        ).distinct()

    # What the person was called

    @property
    def names(self) -> set[str]:
        return {it.name for it in self._rows if it.name}

    @property
    def addresses(self) -> set[str]:
        """The person's own: an address that others use too says nothing of this one."""
        # A register may name who signed without an address.
        theirs = {it.email for it in self._rows if it.email}
        if self.account:
            theirs |= {it.email for it in self.account.emailaddress_set.all()}
        return {address for address in theirs if not self._is_shared(address)}

    @property
    def _rows(self) -> list["User | Signatory"]:
        return [*([self.account] if self.account else []), *self.signatories]

    def _is_shared(self, address: str) -> bool:
        accounts = get_user_model().objects.filter(email__iexact=address)
        others = Signatory.objects.filter(email__iexact=address).exclude(pk__in=[row.pk for row in self.signatories])
        return others.exists() or accounts.exclude(pk=self.account.pk if self.account else None).exists()

    @property
    def words_erased(self) -> Words:
        """Whatever the person was called here, each with the mark that takes its place."""
        names = dict.fromkeys(self.names, erasing.NAME_ERASED)
        return _words(names | dict.fromkeys(self.addresses, erasing.ADDRESS_ERASED))

    def words_corrected_to(self, name: str) -> Words:
        return _words(dict.fromkeys(self.names, name))

    def words_corrected(self, signatory: Signatory, *, name: str, email: str) -> Words:
        """The name and the address of one signatory. An account's own address is changed by who has it."""
        replaced = {signatory.name: name}
        if not (self.account and same_words(self.account.email, signatory.email)):
            replaced |= {it: email for it in self.addresses if same_words(it, signatory.email)}
        return _words(replaced)

    # Where the person is written about

    @property
    def rows_about(self) -> erasing.Rows:
        """What concerns the person and those organisations: there the name means this person."""
        ours = set(self.organisations.values_list("pk", flat=True))
        log = own = models.Q(pk__in=[])
        if self.account:
            own = models.Q(by=self.account)
            for rows in (self.account.sign_ons, self.account.representations):
                ours |= set(rows.values_list("organisation", flat=True))
            log = models.Q(user=self.account) | models.Q(content_type__model="user", object_id=str(self.account.pk))
        people = get_user_model().objects.filter(
            models.Q(sign_ons__organisation__in=ours) | models.Q(representations__organisation__in=ours)
        )
        signatories = Signatory.objects.filter(
            models.Q(sign_ons__organisation__in=ours) | models.Q(signature_requests__organisation__in=ours)
        )
        written_to = (people, signatories, Invitation.objects.filter(organisation__in=ours))
        addresses = {address for rows in written_to for address in rows.values_list("email", flat=True)}
        addresses |= {it.email for it in self._rows}
        addresses.discard("")
        return {
            "accounts.User": models.Q(pk__in=set(people.values_list("pk", flat=True))),
            "admin.LogEntry": log,
            "members.Decision": own | models.Q(organisation__in=ours),
            "members.HistoricalOrganisation": models.Q(id__in=ours),
            "members.Logo": models.Q(organisation__in=ours),
            "members.Note": own | models.Q(sign_on__organisation__in=ours),
            "members.Organisation": models.Q(pk__in=ours),
            "post_office.Email": models.Q(to__in=addresses),
            "post_office.Log": models.Q(email__to__in=addresses),
        }

    @property
    def places_elsewhere(self) -> list[erasing.Place]:
        """Where the name stands beside that, and somebody has to judge whether it means this person."""
        return erasing.elsewhere(self.words_erased, within=self.rows_about)

    # Verbs

    def correct_name(self, name: str, *, by: "User") -> None:
        """Of the account and of everything that the person signed, and in what was written about those.

        Anybody may be called like a sentence of somebody else: so nothing is written over beyond the own organisations,
        and no words of the person's own choice are put into what staff wrote.
        """
        with transaction.atomic():
            self._lock()
            former, words = self.names, self.words_corrected_to(name)
            if self.account and self.account.name != name:
                self.account.correct_name(name)
            renamed = [row for row in self.signatories if row.name != name]
            for row in renamed:
                row.correct(name=name)
            self._record(Decision.Verb.CORRECT, Person(None, renamed).organisations, by=by)
            self._write_over(words, said_by_staff=_words(dict.fromkeys(former, erasing.FORMER_NAME)))

    def correct_signatory(
        self,
        signatory: Signatory,
        *,
        name: str,
        job_title: str,
        email: str,
        at: Organisation,
        by: "User",
        reason: str,
        everywhere: bool = False,
    ) -> Decision:
        """As the organisation or the person asked for; an account's name too.

        `everywhere`: somebody has looked at where else the name stands, and it means this person.
        Raises WrongState if the signatory was erased meanwhile, or if the name is that of somebody who works here.
        """
        former_name, former_email = signatory.name, signatory.email
        words = self.words_corrected(signatory, name=name, email=email)
        with transaction.atomic():
            self._lock()
            if self.account and self.account.name != name and same_words(self.account.name, former_name):
                if self.account.is_staff and not by.is_superuser:
                    raise WrongState(gettext("This person works on the site, and corrects their own name there."))
                self.account.correct_name(name)
            for row in self.signatories:
                row.correct(
                    name=name if same_words(row.name, former_name) else row.name,
                    email=email if same_words(row.email, former_email) else row.email,
                )
            signatory.correct(name=name, job_title=job_title, email=email)
            decision = self._decide(Decision.Verb.CORRECT, at, by=by, reason=reason)
            self._record(Decision.Verb.CORRECT, self.organisations.exclude(pk=at.pk), by=by)
            self._write_over(words, everywhere=everywhere)
            return decision

    def obstacle_to_erasing(self, *, by: "User") -> str:
        """Why the person cannot be erased now, for the one who asked; nothing if that is possible."""
        if self.account is None:
            return ""
        is_own = by == self.account
        if self.account.is_staff and (is_own or not by.is_superuser):
            return gettext("This person works on the site. An administrator can erase the account.")
        if alone := gettext(", ").join(it.name if is_own else str(it) for it in self._represented_alone()):
            sentence = gettext(
                "Nobody else acts for %(organisations)s: somebody has to take over first, or the organisation to leave."
            )
            return sentence % {"organisations": alone}
        return ""

    def erase(
        self, *, by: "User", at: Organisation | None = None, reason: str = "", everywhere: bool = False
    ) -> Decision | None:
        """Everything that says who the person was; what the organisations signed and decided stays.

        `everywhere`: somebody has looked at where else the name stands, and it means this person.
        Open sign-ons of the person end. Raises WrongState, with a sentence, if something stands against it.
        """
        with transaction.atomic():
            self._lock()
            if obstacle := self.obstacle_to_erasing(by=by):
                raise WrongState(obstacle)
            words, about = self.words_erased, self.rows_about
            if self.account:
                for case in SignOn.objects.open().filter(applicant=self.account):
                    case.retract(by=by)
                Representative.objects.acting().filter(person=self.account).update(until=timezone.now(), ended_by=by)
            decision = self._decide(Decision.Verb.ERASE, at, by=by, reason=reason) if at else None
            self._record(Decision.Verb.ERASE, self.organisations.exclude(pk=at.pk if at else None), by=by)
            for address in self.addresses:
                Mail.objects.addressed_to(address).delete()
                Invitation.objects.filter(email__iexact=address).delete()
            for row in self.signatories:
                PaperScan.objects.of(row).delete()
                row.erase()
            if self.account:
                Translator.objects.filter(person=self.account).delete()
                self.account.erase()
            self._write_over(words, everywhere=everywhere, about=about)
            return decision

    def _lock(self) -> None:
        """So that of two who act at once one comes second, and sees what the first has done."""
        if self.account:
            get_user_model().objects.select_for_update(no_key=True).get(pk=self.account.pk)
            list(SignOn.objects.open().filter(applicant=self.account).select_for_update(of=("self",)))
            # In one order; who acts for them is counted below.
            desks = Organisation.objects.filter(representatives__in=self.account.representations.acting())
            list(Organisation.objects.filter(pk__in=desks).select_for_update(no_key=True).order_by("pk"))
        rows = Signatory.objects.filter(pk__in=[row.pk for row in self.signatories], erased_at=None)
        if len(rows.select_for_update(of=("self",), no_key=True)) < len(self.signatories):
            raise WrongState(gettext("Somebody has acted meanwhile: this signatory is erased already."))

    def _represented_alone(self) -> Iterator[Organisation]:
        for it in self.account.representations.acting().select_related("organisation"):
            others = it.organisation.representatives.acting().exclude(person=self.account)
            if it.organisation.standing in Organisation.WITH_DESK and not others.exists():
                yield it.organisation

    def _write_over(
        self,
        words: Words,
        *,
        said_by_staff: Words | None = None,
        everywhere: bool = False,
        about: erasing.Rows | None = None,
    ) -> None:
        within = None if everywhere else about or self.rows_about
        erasing.write_over(words, said_by_staff=said_by_staff, within=within)
        transaction.on_commit(partial(delete_files_naming, words), robust=True)

    def _record(self, verb: Decision.Verb, organisations: models.QuerySet[Organisation], *, by: "User") -> None:
        """Without the reason, which may tell one organisation of another."""
        for organisation in organisations:
            self._decide(verb, organisation, by=by, reason="")

    def _decide(self, verb: Decision.Verb, organisation: Organisation, *, by: "User", reason: str) -> Decision:
        return Decision.objects.create(organisation=organisation, verb=verb, reason=reason.strip(), by=by)


def _alike(name: str, address: str) -> list[Signatory]:
    """Signatories of that name at that address: the address alone may be one that an office shares."""
    rows = Signatory.objects.filter(email__iexact=address, person=None, erased_at=None) if address else ()
    return [row for row in rows if same_words(row.name, name)]


def _account_alike(signatory: Signatory) -> "User | None":
    account = get_user_model().objects.filter(email__iexact=signatory.email).first()
    return account if account and same_words(account.name, signatory.name) else None


def _words(replaced: Mapping[str, str]) -> Words:
    """Names that are written over: longer ones of others are spared, and the name of an organisation is its own."""
    organisations, people = (
        set(rows.values_list("name", flat=True)) for rows in (Organisation.objects, get_user_model().objects)
    )
    signatories = set(Signatory.objects.values_list("name", flat=True))
    taken = {folded(tidy(name)) for name in organisations}
    own = {old: new for old, new in replaced.items() if folded(tidy(old)) not in taken}
    return Words(own, spared=organisations | people | signatories)
