import uuid
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.lifecycle import Arrow, WrongState, move
from members.identity import fold_name
from members.models.decision import Decision
from members.models.endorsement import Endorsement, SignedAlready
from members.models.organisation import Organisation
from members.models.paper_scan import PaperScan, Scan
from members.models.representative import Representative
from members.models.signatory import Signatory
from principles.models import Edition

if TYPE_CHECKING:
    from alliance.accounts.models import User


# What a newcomer may expect is told from this many decisions, the newest, made within this time.
DECISIONS_TOLD_FROM = 20
FEWEST_DECISIONS = 5
LATELY = timedelta(days=365)


class NotSigned(Exception):
    """Nobody has signed the text for this organisation yet."""


class SignOnQuerySet(models.QuerySet["SignOn"]):
    def open(self) -> "SignOnQuerySet":
        return self.filter(state__in=SignOn.OPEN)

    def awaiting_review(self) -> "SignOnQuerySet":
        """Oldest first: nobody is overtaken."""
        return self.filter(state=SignOn.State.SUBMITTED).order_by("state_since", "pk")

    def visible_to(self, staff: "User") -> "SignOnQuerySet":
        return self.filter(organisation__in=Organisation.objects.visible_to(staff))

    def of(self, person: "User") -> "SignOnQuerySet":
        return self.filter(applicant=person).select_related("organisation", "signatory")

    def usual_days_to_decision(self) -> int | None:
        """The median time from the last sending in to the decision, 0 for less than a day; None where few are decided.

        Counted back from the newest decision, not from now: the public page that says it never reads the clock.
        """
        sent = Decision.objects.filter(
            sign_on=models.OuterRef("sign_on"), verb=Decision.Verb.SUBMIT, at__lte=models.OuterRef("at")
        ).order_by("-at", "-pk")
        decided = Decision.objects.filter(sign_on__in=self, verb__in=[Decision.Verb.ACCEPT, Decision.Verb.DECLINE])
        newest = (
            decided.annotate(sent=models.Subquery(sent.values("at")[:1]))
            .filter(sent__isnull=False)
            .order_by("-at", "-pk")
            .values_list("at", "sent")[:DECISIONS_TOLD_FROM]
        )
        times = [(at, at - sent) for at, sent in newest]
        taken = [time for at, time in times if at >= times[0][0] - LATELY]
        if len(taken) < FEWEST_DECISIONS:
            return None
        days = median(taken) / timedelta(days=1)
        return int(days + 0.5) if days >= 1 else 0

    def begin_with(self, *, profile: dict[str, Any], themes: list[str], by: "User", language: str) -> "SignOn":
        """A new case with a new organisation; sent twice, the same one again."""
        with transaction.atomic():
            # Whoever clicks twice waits here for the first click to end.
            get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
            folded = {"folded_name": fold_name(profile["name"]), "country": profile["country"]}
            same = {f"organisation__{name}": value for name, value in folded.items()}
            case = self.of(by).filter(state__in=SignOn.EDITABLE, **same).first()
            if case is None:
                organisation = Organisation.objects.begin(**profile)
                case = self.begin(organisation=organisation, by=by, language=language)
            else:
                case.organisation.describe(**profile)
            case.organisation.themes.set(themes)
            return case

    def begin(self, *, organisation: Organisation, by: "User", language: str = "en") -> "SignOn":
        """A new case. An organisation that had left, or was removed, applies again with it."""
        with transaction.atomic():
            if organisation.standing != Organisation.Standing.APPLICANT:
                move(organisation, "standing", Organisation.APPLY_AGAIN)
            return self.create(organisation=organisation, applicant=by, language=language)


class SignOn(models.Model):
    """One application, from the first form to the decision."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being filled in")
        SUBMITTED = "submitted", _("waiting for review")
        RETURNED = "returned", _("returned with questions")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        RETRACTED = "retracted", _("retracted")

    OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED)
    EDITABLE = (State.DRAFT, State.RETURNED)

    SUBMIT = Arrow((State.DRAFT, State.RETURNED), State.SUBMITTED)
    CALL_BACK = Arrow((State.SUBMITTED,), State.DRAFT)
    RETURN = Arrow((State.SUBMITTED,), State.RETURNED)
    ACCEPT = Arrow((State.SUBMITTED,), State.ACCEPTED)
    DECLINE = Arrow((State.SUBMITTED,), State.DECLINED)
    MERGE = Arrow((State.SUBMITTED, State.RETURNED), State.DECLINED)
    RETRACT = Arrow(OPEN, State.RETRACTED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sign_ons")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_ons")
    signatory = models.ForeignKey(Signatory, null=True, blank=True, on_delete=models.PROTECT, related_name="sign_ons")
    language = models.CharField(_("language of the applicant"), max_length=20, default="en", editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, editable=False)
    state_since = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    # From here on the applicant cannot call the form back.
    opened_at = models.DateTimeField(_("review opened"), null=True, blank=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = SignOnQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-on")
        verbose_name_plural = _("sign-ons")
        ordering = ("state_since", "pk")
        permissions = (("decide_signon", _("Can decide on sign-ons and standings")),)
        constraints = (
            models.UniqueConstraint(
                name="one_open_sign_on_for_each_organisation",
                fields=["organisation"],
                condition=models.Q(state__in=("draft", "submitted", "returned")),
            ),
            models.CheckConstraint(
                name="an_opened_review_has_a_reviewer",
                condition=models.Q(opened_at__isnull=True) | models.Q(opened_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        return reverse("members:sign-on-detail", args=[self.pk])

    @property
    def asker(self) -> "User":
        """Who asks the signatory to sign."""
        return self.applicant

    @property
    def is_editable(self) -> bool:
        return self.state in self.EDITABLE

    @property
    def version(self) -> str:
        """Another one after every move, so that a decision can say which version of the case it is about."""
        return self.state_since.isoformat()

    @property
    def endorsement(self) -> Endorsement | None:
        """What was signed in this case, the newest."""
        return self.endorsements.newest_first().select_related("edition", "signatory").first()

    def must_be_editable(self) -> None:
        """Locks the row until the transaction ends; raises WrongState if it has been sent since it was read."""
        self._lock()
        if not self.is_editable:
            raise WrongState(gettext("This cannot be done any more: the sign-on has moved on."))

    def _lock(self) -> None:
        """Until the transaction ends; and reads again what others may have changed until then."""
        self.refresh_from_db(fields=["state", "signatory"], from_queryset=SignOn.objects.select_for_update())

    def name_signatory(self, *, name: str, job_title: str, email: str, person: "User | None" = None) -> Signatory:
        """Who signs for the organisation. Another, who was named before and has not signed, is forgotten."""
        with transaction.atomic():
            self._lock()
            earlier, signatory = self.signatory, Signatory(name=name, job_title=job_title, email=email, person=person)
            if earlier is not None and earlier.is_named_like(signatory) and not earlier.has_signed_another_edition():
                return earlier
            signatory.save(force_insert=True)
            self.signatory = signatory
            self.save(update_fields=["signatory"])
            if earlier is not None and not earlier.endorsements.exists():
                earlier.delete()
            return signatory

    def sign(self, *, number: str, language: str, privacy_notice: str, translation_digest: str = "") -> Endorsement:
        """The signature of the one who was named, under the edition that was read.

        Raises TextMovedOn if that is no longer the current one, SignedAlready if this is a second click, WrongState if
        the case has been decided or somebody else was named.
        """
        with transaction.atomic():
            asked = self.signatory_id
            self._lock()
            if self.state not in self.OPEN:
                raise WrongState(gettext("This sign-on has been decided. It cannot be signed any more."))
            if self.signatory_id != asked:
                raise WrongState(gettext("Somebody else has been named to sign since you opened the text."))
            return Endorsement.objects.sign_online(
                number=number,
                organisation=self.organisation,
                sign_on=self,
                signatory=self.signatory,
                language=language,
                translation_digest=translation_digest,
                privacy_notice=privacy_notice,
            )

    def submit(self, *, by: "User") -> None:
        """Sends it in. Somebody who signs must have been named; the signature may still be on its way."""
        if self.signatory is None:
            raise NotSigned(gettext("Say first who signs for the organisation."))
        self._move(self.SUBMIT, Decision.Verb.SUBMIT, by=by)

    def call_back(self, *, by: "User") -> None:
        """To edit it once more, until somebody opens the review."""
        self._move(self.CALL_BACK, Decision.Verb.CALL_BACK, by=by, opened_at__isnull=True)

    def open_review(self, *, by: "User") -> None:
        """Marks that somebody reads it; the first one counts."""
        SignOn.objects.filter(pk=self.pk, state=self.State.SUBMITTED, opened_at__isnull=True).update(
            opened_at=timezone.now(), opened_by=by
        )
        self.refresh_from_db(fields=["opened_at", "opened_by"])

    def must_be_as_shown(self, version: str) -> None:
        """Locks the row until the transaction ends; raises WrongState if the case has moved since that version."""
        present = SignOn.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if present.version != version:
            raise WrongState(gettext("The case has moved since you opened this page. Look at where it stands now."))

    def return_with_questions(self, *, by: "User", reason: str) -> Decision:
        return self._move(self.RETURN, Decision.Verb.RETURN, by=by, reason=reason)

    def accept(self, *, by: "User", reason: str = "") -> Decision:
        """The organisation becomes a member, and the applicant its representative."""
        with transaction.atomic():
            if self.endorsement is None:
                raise NotSigned(gettext("Nobody has signed for this organisation yet, so it cannot be accepted."))
            decision = self._move(self.ACCEPT, Decision.Verb.ACCEPT, by=by, reason=reason)
            move(self.organisation, "standing", Organisation.ADMIT)
            Representative.objects.get_or_create(organisation=self.organisation, person=self.applicant, until=None)
            return decision

    def decline(self, *, by: "User", reason: str) -> Decision:
        return self._move(self.DECLINE, Decision.Verb.DECLINE, by=by, reason=reason)

    def merge_into(self, other: Organisation, *, by: "User", reason: str) -> Decision:
        """Ends a case whose organisation turned out to be another one. Nothing is deleted.

        Raises WrongState if this one was ever accepted, or if the other is no more than an application that has ended.
        """
        with transaction.atomic():
            # The case first, as every decision does; then both organisations, in one order: of two merges into each
            # other the second sees what the first has done.
            SignOn.objects.select_for_update(of=("self",)).get(pk=self.pk)
            pair = Organisation.objects.select_for_update().filter(pk__in=[self.organisation_id, other.pk])
            standings = {row.pk: row.standing for row in pair.order_by("pk")}
            applicant = Organisation.Standing.APPLICANT
            if (
                len(standings) < 2
                or standings[self.organisation_id] != applicant
                or self.organisation.decisions.filter(verb=Decision.Verb.ACCEPT).exists()
            ):
                raise WrongState(gettext("Only an organisation that was never accepted can be merged into another."))
            if standings[other.pk] == applicant and not other.sign_ons.open().exists():
                raise WrongState(gettext("That organisation never joined, and has not applied: merge the other way."))
            return self._move(self.MERGE, Decision.Verb.MERGE, by=by, reason=reason, merged_into=other)

    def record_paper_signature(
        self,
        *,
        edition: Edition,
        language: str,
        signed_at: datetime,
        signatory: dict[str, str],
        by: "User",
        reason: str,
        scan: Scan | None = None,
    ) -> Decision:
        """A signature that came on paper, as an endorsement of the edition that was signed; `reason` says how it came.

        `signatory` has the keys name, job_title and email. Raises WrongState if the case has been decided,
        SignedAlready if this is a second click.
        """
        with transaction.atomic():
            self._lock()
            if self.state not in self.OPEN:
                raise WrongState(gettext("This sign-on has been decided. It cannot be signed any more."))
            self._must_not_be_on_paper(edition, signatory)
            endorsement = Endorsement.objects.create(
                organisation=self.organisation,
                sign_on=self,
                edition=edition,
                edition_digest=edition.digest,
                language=language,
                method=Endorsement.Method.PAPER,
                signatory=self.name_signatory(**signatory),
                agreed_to_endorse=True,
                may_sign=True,
                recorded_by=by,
                signed_at=signed_at,
            )
            if scan:
                PaperScan.objects.keep(scan, endorsement=endorsement, by=by)
            return Decision.objects.create(
                organisation=self.organisation,
                sign_on=self,
                verb=Decision.Verb.PAPER,
                reason=reason.strip(),
                by=by,
            )

    def _must_not_be_on_paper(self, edition: Edition, signatory: dict[str, str]) -> None:
        named = {f"signatory__{name}": value for name, value in signatory.items()}
        if self.endorsements.filter(method=Endorsement.Method.PAPER, edition=edition, **named).exists():
            raise SignedAlready(gettext("This has been signed already."))

    def retract(self, *, by: "User", reason: str = "") -> None:
        self._move(self.RETRACT, Decision.Verb.RETRACT, by=by, reason=reason)

    def _move(
        self,
        arrow: Arrow,
        verb: Decision.Verb,
        *,
        by: "User",
        reason: str = "",
        merged_into: Organisation | None = None,
        **guard: object,
    ) -> Decision:
        now = timezone.now()
        also = {"state_since": now, "opened_at": None, "opened_by": None}
        with transaction.atomic():
            move(self, "state", arrow, also, **guard)
            return Decision.objects.create(
                organisation=self.organisation,
                sign_on=self,
                verb=verb,
                reason=reason.strip(),
                by=by,
                at=now,
                merged_into=merged_into,
            )
