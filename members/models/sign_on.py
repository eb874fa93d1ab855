import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.lifecycle import Arrow, WrongState, move
from members.models.decision import Decision
from members.models.endorsement import Endorsement
from members.models.organisation import Organisation
from members.models.representative import Representative
from members.models.signatory import Signatory
from principles.models import Edition

if TYPE_CHECKING:
    from alliance.accounts.models import User


class NotSigned(Exception):
    """Nobody has signed the text for this organisation yet."""


class TextMovedOn(Exception):
    """Another edition has taken effect since the signatory opened the text: it was not what was read."""


class SignOnQuerySet(models.QuerySet["SignOn"]):
    def open(self) -> "SignOnQuerySet":
        return self.filter(state__in=SignOn.OPEN)

    def awaiting_review(self) -> "SignOnQuerySet":
        """Oldest first: nobody is overtaken."""
        return self.filter(state=SignOn.State.SUBMITTED).order_by("state_since", "pk")

    def begin(self, *, organisation: Organisation, by: "User") -> "SignOn":
        """A new case. An organisation that had left, or was removed, applies again with it."""
        with transaction.atomic():
            if organisation.standing != Organisation.Standing.APPLICANT:
                move(organisation, "standing", Organisation.APPLY_AGAIN)
            return self.create(organisation=organisation, applicant=by)


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
    RETRACT = Arrow(OPEN, State.RETRACTED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sign_ons")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_ons")
    signatory = models.ForeignKey(Signatory, null=True, blank=True, on_delete=models.PROTECT, related_name="sign_ons")
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
    def is_editable(self) -> bool:
        return self.state in self.EDITABLE

    @property
    def endorsement(self) -> Endorsement | None:
        """What was signed in this case, the newest."""
        return self.endorsements.newest_first().select_related("edition", "signatory").first()

    def sign(
        self,
        *,
        edition: Edition,
        language: str,
        translation_digest: str,
        privacy_notice: str,
        signatory: Signatory,
    ) -> Endorsement:
        """The signature under the edition that was read. Refused once another edition holds, or once it is decided."""
        with transaction.atomic():
            if edition != Edition.objects.current():
                raise TextMovedOn(gettext("Another edition has taken effect since you opened the text."))
            if not SignOn.objects.open().select_for_update(of=("self",)).filter(pk=self.pk).exists():
                raise WrongState(gettext("This sign-on has been decided. It cannot be signed any more."))
            return Endorsement.objects.create(
                organisation=self.organisation,
                sign_on=self,
                edition=edition,
                edition_digest=edition.digest,
                language=language,
                translation_digest=translation_digest,
                method=Endorsement.Method.ONLINE,
                signatory=signatory,
                agreed_to_endorse=True,
                may_sign=True,
                privacy_notice=privacy_notice,
            )

    def submit(self, *, by: "User") -> None:
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

    def return_with_questions(self, *, by: "User", reason: str) -> None:
        self._move(self.RETURN, Decision.Verb.RETURN, by=by, reason=reason)

    def accept(self, *, by: "User", reason: str = "") -> None:
        """The organisation becomes a member, and the applicant its representative."""
        with transaction.atomic():
            if self.endorsement is None:
                raise NotSigned(gettext("Nobody has signed for this organisation yet, so it cannot be accepted."))
            self._move(self.ACCEPT, Decision.Verb.ACCEPT, by=by, reason=reason)
            move(self.organisation, "standing", Organisation.ADMIT)
            Representative.objects.get_or_create(organisation=self.organisation, person=self.applicant, until=None)

    def decline(self, *, by: "User", reason: str) -> None:
        self._move(self.DECLINE, Decision.Verb.DECLINE, by=by, reason=reason)

    def retract(self, *, by: "User", reason: str = "") -> None:
        self._move(self.RETRACT, Decision.Verb.RETRACT, by=by, reason=reason)

    def _move(self, arrow: Arrow, verb: Decision.Verb, *, by: "User", reason: str = "", **guard: object) -> None:
        now = timezone.now()
        also = {"state_since": now, "opened_at": None, "opened_by": None}
        with transaction.atomic():
            move(self, "state", arrow, also, **guard)
            Decision.objects.create(
                organisation=self.organisation, sign_on=self, verb=verb, reason=reason.strip(), by=by, at=now
            )
