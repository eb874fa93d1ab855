import secrets
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager

from alliance.shared.lifecycle import Arrow, WrongState, move
from members import identity
from members.models.decision import Decision
from members.models.endorsement import Endorsement

if TYPE_CHECKING:
    from alliance.accounts.models import User
    from members.models.representative import Representative

# Without the letters and figures that are mistaken for each other when read aloud.
CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
RESERVED = frozenset({"goodbye", "invitation", "join", "map", "search", "signing"})


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def listed(self) -> "OrganisationQuerySet":
        """Every output that names organisations names these alone."""
        return self.filter(standing=Organisation.Standing.MEMBER, visibility=Organisation.Visibility.PUBLIC)

    def counted(self) -> "OrganisationQuerySet":
        """Every output that counts organisations counts these alone."""
        return self.filter(standing=Organisation.Standing.MEMBER)

    def visible_to(self, staff: "User") -> "OrganisationQuerySet":
        """Every output that names organisations to staff names these alone."""
        if staff.has_perm("members.see_counted_organisation"):
            return self.all()
        return self.exclude(visibility=Organisation.Visibility.COUNTED)

    def with_desk_of(self, person: "User") -> "OrganisationQuerySet":
        """Those whose desk the person may open: for which they act, and which have not left or been removed."""
        acting = models.Q(representatives__person=person, representatives__until__isnull=True)
        return self.filter(acting, standing__in=Organisation.WITH_DESK)

    def with_current_endorsement(self) -> "OrganisationQuerySet":
        """Each with `endorses`, the number of the edition that it signed last, as "major.minor"."""
        newest = Endorsement.objects.filter(organisation=models.OuterRef("pk")).newest_first()
        number = Concat("edition__major", models.Value("."), "edition__minor", output_field=models.CharField())
        return self.annotate(endorses=models.Subquery(newest.values(number=number)[:1]))

    def likely_duplicates(self, of: "Organisation") -> "OrganisationQuerySet":
        """Others with the same name once folded, the same domain of their own, or the same registration number."""
        same = models.Q(folded_name=of.folded_name)
        if of.domain:
            same |= models.Q(domain=of.domain)
        if of.folded_number:
            same |= models.Q(folded_number=of.folded_number, country=of.country)
        return self.filter(same).exclude(pk=of.pk)

    def begin(self, **profile: Any) -> "Organisation":
        """A new applicant with this profile, under an address that nobody else has."""
        organisation = Organisation(code=new_code(), **profile)
        organisation.slug = self._free_slug(organisation)
        organisation.fold()
        organisation.save(force_insert=True)
        return organisation

    def _free_slug(self, organisation: "Organisation") -> str:
        wanted = slugify(organisation.name, allow_unicode=True)[:70].strip("-") or organisation.code
        endings = ("", f"-{organisation.country.code.lower()}", f"-{organisation.code}")
        taken = set(self.filter(slug__startswith=wanted).values_list("slug", flat=True)) | RESERVED
        return next(wanted + ending for ending in endings if wanted + ending not in taken)


class Organisation(models.Model):
    """A partner organisation, from its first form on."""

    class Standing(models.TextChoices):
        APPLICANT = "applicant", _("applicant")
        MEMBER = "member", _("member")
        SUSPENDED = "suspended", _("suspended")
        LEFT = "left", _("left")
        REMOVED = "removed", _("removed")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("named")
        COUNTED = "counted", _("counted only")

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("registered organisation")
        INFORMAL = "informal", _("informal group")

    ADMIT = Arrow((Standing.APPLICANT,), Standing.MEMBER)
    SUSPEND = Arrow((Standing.MEMBER,), Standing.SUSPENDED)
    RESTORE = Arrow((Standing.SUSPENDED,), Standing.MEMBER)
    LEAVE = Arrow((Standing.MEMBER, Standing.SUSPENDED), Standing.LEFT)
    REMOVE = Arrow((Standing.MEMBER, Standing.SUSPENDED), Standing.REMOVED)
    APPLY_AGAIN = Arrow((Standing.LEFT, Standing.REMOVED), Standing.APPLICANT)
    WITH_DESK = (Standing.MEMBER, Standing.SUSPENDED)

    slug = models.SlugField(_("address"), max_length=80, unique=True, allow_unicode=True, editable=False)
    code = models.CharField(_("public code"), max_length=12, unique=True, editable=False)
    standing = models.CharField(
        _("standing"), max_length=12, choices=Standing, default=Standing.APPLICANT, editable=False
    )
    visibility = models.CharField(_("visibility"), max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    name = models.CharField(_("legal name"), max_length=200)
    other_names = models.TextField(_("other names"), blank=True)
    country = CountryField(_("country"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    website = models.URLField(_("website"), max_length=300, blank=True)
    year_founded = models.PositiveSmallIntegerField(_("year founded"), null=True, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=80, blank=True)
    register = models.CharField(_("register"), max_length=200, blank=True)
    description = models.TextField(_("short description"), blank=True)
    language = models.CharField(_("language of the description"), max_length=20, default="en")
    statement = models.TextField(_("what it does for these principles"), blank=True)
    # What is compared, kept beside what was written: SQLite folds ASCII alone.
    folded_name = models.CharField(max_length=200, editable=False, db_index=True)
    domain = models.CharField(max_length=255, blank=True, editable=False, db_index=True)
    folded_number = models.CharField(max_length=80, blank=True, editable=False, db_index=True)

    themes = TaggableManager(_("themes"), blank=True)
    history = HistoricalRecords(excluded_fields=["standing", "folded_name", "domain", "folded_number"])
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)
        permissions = (("see_counted_organisation", _("Can see organisations that are counted only")),)
        constraints = (
            models.CheckConstraint(name="organisation_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(name="organisation_has_a_country", condition=~models.Q(country="")),
        )

    def __str__(self) -> str:
        """The name, or the public code where the name may not be seen: this ends up in logs, messages and subjects."""
        return self.name if self.visibility == self.Visibility.PUBLIC else self.code

    def get_absolute_url(self) -> str:
        return reverse("members:organisation-detail", args=[self.slug])

    def get_desk_url(self) -> str:
        return reverse("members:desk", args=[self.slug])

    @property
    def is_listed(self) -> bool:
        return self.standing == self.Standing.MEMBER and self.visibility == self.Visibility.PUBLIC

    def fold(self) -> None:
        """Derives what is compared from what was written; the verbs that write a profile call it."""
        self.folded_name = identity.fold_name(self.name)
        self.domain = identity.own_domain(self.website)
        self.folded_number = identity.fold_number(self.registration_number)

    def describe(self, **profile: Any) -> None:
        """Writes the profile as it is given, and nothing else of the row."""
        with transaction.atomic():
            # The rest as it is by now: neither what is compared nor the history brings back what somebody changed.
            self.refresh_from_db(from_queryset=Organisation.objects.select_for_update(no_key=True))
            for name, value in profile.items():
                setattr(self, name, value)
            self.fold()
            self.save(update_fields=[*profile, "folded_name", "domain", "folded_number"])

    def suspend(self, *, by: "User", reason: str) -> Decision:
        return self._move(self.SUSPEND, Decision.Verb.SUSPEND, by=by, reason=reason)

    def restore(self, *, by: "User", reason: str) -> Decision:
        return self._move(self.RESTORE, Decision.Verb.RESTORE, by=by, reason=reason)

    def remove(self, *, by: "User", reason: str) -> Decision:
        return self._move(self.REMOVE, Decision.Verb.REMOVE, by=by, reason=reason)

    def leave(self, *, by: "User", reason: str = "") -> Decision:
        """The organisation's own: its page and its name are gone from every output with the commit."""
        return self._move(self.LEAVE, Decision.Verb.LEAVE, by=by, reason=reason)

    def hand_over(
        self, *, to: "User", by: "User", reason: str, instead_of: Collection["Representative"] = ()
    ) -> Decision:
        """The desk goes to a person after a check, which the reason tells; those whom it goes from stop acting.

        Raises WrongState if the organisation has no desk, or the person acts for it already.
        """
        with transaction.atomic():
            present = Organisation.objects.select_for_update().get(pk=self.pk)
            if present.standing not in self.WITH_DESK:
                raise WrongState(gettext("Only an organisation that is a member, or suspended, has a desk."))
            if self.representatives.acting().filter(person=to).exists():
                raise WrongState(gettext("This person acts for the organisation already."))
            leaving = self.representatives.acting().filter(pk__in=[representative.pk for representative in instead_of])
            leaving.update(until=timezone.now())
            self.representatives.create(person=to)
            return Decision.objects.create(
                organisation=self, verb=Decision.Verb.HAND_OVER, reason=reason.strip(), by=by
            )

    def _move(self, arrow: Arrow, verb: Decision.Verb, *, by: "User", reason: str) -> Decision:
        with transaction.atomic():
            move(self, "standing", arrow)
            if arrow.target not in self.WITH_DESK:
                for change in self.profile_changes.awaiting_review():
                    change.withdraw()
            return Decision.objects.create(organisation=self, verb=verb, reason=reason.strip(), by=by)


def new_code() -> str:
    """A code of eight letters and figures: about 40 bits, so that two are never alike and none can be guessed."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
