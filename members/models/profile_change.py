import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from alliance.shared.lifecycle import Arrow, WrongState, move
from members.models.decision import Decision
from members.models.organisation import Organisation

if TYPE_CHECKING:
    from alliance.accounts.models import User

# By these an organisation is told from others. Staff look at them again before they change.
REVIEWED = ("name", "country", "website")


class ProfileChangeQuerySet(models.QuerySet["ProfileChange"]):
    def awaiting_review(self) -> "ProfileChangeQuerySet":
        """Oldest first: nobody is overtaken."""
        return self.filter(state=ProfileChange.State.WAITING).order_by("proposed_at", "pk")

    def visible_to(self, staff: "User") -> "ProfileChangeQuerySet":
        return self.filter(organisation__in=Organisation.objects.visible_to(staff))

    def propose(
        self, *, organisation: Organisation, by: "User", name: str, country: str, website: str
    ) -> "ProfileChange | None":
        """What waits for review after this: the words as they shall be, or nothing if they are so already.

        Another change that waited is withdrawn. Raises WrongState if the organisation has no desk any more.
        """
        with transaction.atomic():
            present = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
            if present.standing not in Organisation.WITH_DESK:
                raise WrongState(gettext("Your organisation has left, or was removed, meanwhile."))
            proposed = self.model(organisation=present, proposed_by=by, name=name, country=country, website=website)
            waiting = self.awaiting_review().filter(organisation=present).first()
            if waiting and waiting.words == proposed.words:
                return waiting
            if waiting:
                waiting.withdraw()
            if not proposed.differs:
                return None
            proposed.save(force_insert=True)
            return proposed


class ProfileChange(models.Model):
    """How an organisation wants to be called, from where, with which website: the words as they would be."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for review")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    ACCEPT = Arrow((State.WAITING,), State.ACCEPTED)
    DECLINE = Arrow((State.WAITING,), State.DECLINED)
    WITHDRAW = Arrow((State.WAITING,), State.WITHDRAWN)

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="profile_changes")
    name = models.CharField(_("legal name"), max_length=200)
    country = CountryField(_("country"))
    website = models.URLField(_("website"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING, editable=False)
    state_since = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    decision = models.OneToOneField(
        Decision, null=True, on_delete=models.PROTECT, related_name="profile_change", editable=False
    )

    objects = ProfileChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a profile")
        verbose_name_plural = _("changes of profiles")
        ordering = ("proposed_at", "pk")
        constraints = (
            models.UniqueConstraint(
                name="one_waiting_change_for_each_organisation",
                fields=["organisation"],
                condition=models.Q(state="waiting"),
            ),
            models.CheckConstraint(
                name="a_decided_change_and_no_other_has_a_decision",
                condition=models.Q(state__in=("accepted", "declined"), decision__isnull=False)
                | models.Q(state__in=("waiting", "withdrawn"), decision__isnull=True),
            ),
            models.CheckConstraint(name="change_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(name="change_has_a_country", condition=~models.Q(country="")),
        )

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def words(self) -> dict[str, str]:
        return {name: str(getattr(self, name)) for name in REVIEWED}

    @property
    def present_words(self) -> dict[str, str]:
        return {name: str(getattr(self.organisation, name)) for name in REVIEWED}

    @property
    def differs(self) -> bool:
        return self.words != self.present_words

    @property
    def version(self) -> str:
        """Another one whenever the words beside it change, so that a decision can say what was compared."""
        return hashlib.sha256("\n".join(self.present_words.values()).encode()).hexdigest()[:32]

    @property
    def outcome(self) -> Organisation:
        """The organisation as it would be, to compare with others; never saved."""
        outcome = Organisation(
            pk=self.organisation_id, registration_number=self.organisation.registration_number, **self.words
        )
        outcome.fold()
        return outcome

    def must_be_as_shown(self, version: str) -> None:
        """Locks the organisation until the transaction ends; raises WrongState if its own words are others by now."""
        self.organisation = Organisation.objects.select_for_update(no_key=True).get(pk=self.organisation_id)
        if self.version != version:
            raise WrongState(gettext("The profile has changed since you opened this page. Compare the words again."))

    def accept(self, *, by: "User", reason: str = "") -> Decision:
        """The organisation is called so from now on. Its address stays."""
        with transaction.atomic():
            decision = self._decide(self.ACCEPT, Decision.Verb.CHANGE, by=by, reason=reason)
            self.organisation.describe(**self.words)
            return decision

    def decline(self, *, by: "User", reason: str) -> Decision:
        return self._decide(self.DECLINE, Decision.Verb.KEEP, by=by, reason=reason)

    def withdraw(self) -> None:
        """By the organisation: it changed its mind, or proposes something else, or is gone."""
        move(self, "state", self.WITHDRAW, {"state_since": timezone.now()})

    def _decide(self, arrow: Arrow, verb: Decision.Verb, *, by: "User", reason: str) -> Decision:
        with transaction.atomic():
            # The organisation first, as everywhere: of two who lock both neither waits for the other.
            self.organisation = Organisation.objects.select_for_update(no_key=True).get(pk=self.organisation_id)
            decision = Decision.objects.create(organisation=self.organisation, verb=verb, reason=reason.strip(), by=by)
            move(self, "state", arrow, {"state_since": decision.at, "decision": decision})
            return decision
