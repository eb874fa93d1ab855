import secrets
from collections.abc import Collection, Container
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.db.models.functions import Coalesce, Concat, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager

from alliance.shared.lifecycle import Arrow, WrongState, move
from members import identity, regions, searching
from members.models.decision import Decision
from members.models.endorsement import Endorsement, TextMovedOn
from members.models.search import SearchedQuerySet
from members.models.signatory import Signatory
from principles.models import Edition

if TYPE_CHECKING:
    from alliance.accounts.models import User
    from members.models.representative import Representative

# Without the letters and figures that are mistaken for each other when read aloud.
CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
# A number of fewer organisations than this may give away one that is counted only.
FEWEST = 5
# Columns that `fold` writes.
DERIVED = ("folded_name", "domain", "folded_number", "searched", "public_country", "public_region")
RESERVED = frozenset({"goodbye", "invitation", "join", "map", "search", "signing"})


class OrganisationQuerySet(SearchedQuerySet):
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

    def signed_in_current_line(self) -> models.Exists:
        """Whether one of its endorsements is carried over to the current edition, or is of it."""
        return models.Exists(Endorsement.objects.in_current_line().filter(organisation=models.OuterRef("pk")))

    def needing_reaffirmation(self) -> "OrganisationQuerySet":
        """Members that signed before the last substantive edition and have not answered it. Silence is no answer."""
        return self.counted().unanswered()

    def unanswered(self) -> "OrganisationQuerySet":
        """Those that neither signed an edition of the current line nor said that they stay on an earlier one."""
        stays = Decision.objects.filter(
            organisation=models.OuterRef("pk"), verb=Decision.Verb.STAY, edition__in=Edition.objects.current_line()
        )
        return self.exclude(self.signed_in_current_line()).exclude(models.Exists(stays))

    def carried_over_to(self, edition: Edition) -> "OrganisationQuerySet":
        """Members whose endorsement of an earlier edition holds for this one, which they have not signed."""
        signed = Endorsement.objects.filter(organisation=models.OuterRef("pk"), edition=edition)
        return self.counted().filter(self.signed_in_current_line()).exclude(models.Exists(signed))

    def with_current_endorsement(self) -> "OrganisationQuerySet":
        """Each with `signed` and `endorses`, numbers of editions as "major.minor".

        The newest that was signed; and which it endorses by that: the current one, if the signature is carried over.
        """
        # Not the signature that was made last: one of an older edition may come on paper after another.
        newest = Endorsement.objects.filter(organisation=models.OuterRef("pk")).newest_edition_first()
        signed = models.Subquery(newest.values(number=_number_of("edition__"))[:1])
        current = models.Subquery(Edition.objects.in_effect().newest_first().values(number=_number_of())[:1])
        carried = models.Case(models.When(self.signed_in_current_line(), then=current), default=signed)
        return self.annotate(signed=signed, endorses=carried)

    def with_badge(self) -> "OrganisationQuerySet":
        """The listed ones that have an endorsement to show, as `with_current_endorsement` tells it."""
        return self.listed().with_current_endorsement().filter(signed__isnull=False)

    def with_last_change(self) -> "OrganisationQuerySet":
        """Each with `changed_at`: when its profile was written or it signed, whichever was last; None if neither."""
        own = models.OuterRef("pk")
        written = Organisation.history.filter(id=own).order_by("-history_date").values("history_date")[:1]
        signed = Endorsement.objects.filter(organisation=own).order_by("-signed_at").values("signed_at")[:1]
        written, signed = models.Subquery(written), models.Subquery(signed)
        # SQLite knows no greater one of nothing and something.
        return self.annotate(changed_at=Greatest(Coalesce(written, signed), Coalesce(signed, written)))

    def likely_duplicates(self, of: "Organisation") -> "OrganisationQuerySet":
        """Others with the same name once folded, the same domain of their own, or the same registration number.

        Without those that were merged into another: that one is found in their place.
        """
        same = models.Q(folded_name=of.folded_name)
        if of.domain:
            same |= models.Q(domain=of.domain)
        if of.folded_number:
            same |= models.Q(folded_number=of.folded_number, country=of.country)
        return self.filter(same).exclude(pk=of.pk).exclude(_was_merged())

    def with_the_same(self, *, names: Collection[str], domains: Collection[str]) -> "OrganisationQuerySet":
        """Those of any of these folded names or domains, each with `is_merged`: to compare with many at once."""
        same = models.Q(folded_name__in=names) | models.Q(domain__in=domains)
        return self.filter(same).annotate(is_merged=_was_merged()).order_by("pk")

    def begin(self, **profile: Any) -> "Organisation":
        """A new applicant with this profile, under an address that nobody else has."""
        organisation = Organisation(code=new_code(), **profile)
        organisation.fold()
        possible = organisation.possible_slugs()
        organisation.slug = organisation.slug_beside(
            RESERVED.union(self.filter(slug__in=possible).values_list("slug", flat=True))
        )
        try:
            with transaction.atomic():
                organisation.save(force_insert=True)
        except IntegrityError:
            # Somebody took the address since it was looked for; nobody else has one that ends in this code.
            organisation.slug = possible[-1]
            organisation.save(force_insert=True)
        return organisation


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
    region_only = models.BooleanField(_("region in place of the country"), default=False, db_default=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    website = models.URLField(_("website"), max_length=300, blank=True)
    year_founded = models.PositiveSmallIntegerField(_("year founded"), null=True, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=80, blank=True)
    register = models.CharField(_("register"), max_length=200, blank=True)
    description = models.TextField(_("short description"), blank=True)
    language = models.CharField(_("language of the description"), max_length=20, default="en")
    statement = models.TextField(_("what it does for these principles"), blank=True)
    # What is compared, kept beside what was written: SQLite folds ASCII alone.
    folded_name = models.CharField(max_length=identity.LONGEST_NAME, editable=False, db_index=True)
    domain = models.CharField(max_length=255, blank=True, editable=False, db_index=True)
    folded_number = models.CharField(max_length=identity.LONGEST_NUMBER, blank=True, editable=False, db_index=True)
    # What is looked in: see `members.searching`.
    searched = models.TextField(blank=True, default="", editable=False)
    # Where it is, as everybody may know it: no public output reads `country`, which may have to be withheld.
    public_country = CountryField(blank=True, default="", db_default="", editable=False)
    public_region = models.CharField(max_length=3, blank=True, default="", db_default="", editable=False)
    # Kept by the database whenever something is signed, for lists are filtered and counted by it: the newest edition
    # that was signed, when the first signature was made and in which year.
    endorsed = models.ForeignKey(Edition, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    first_signed_at = models.DateTimeField(null=True, editable=False)
    since = models.PositiveSmallIntegerField(null=True, editable=False)

    themes = TaggableManager(_("themes"), blank=True)
    history = HistoricalRecords(excluded_fields=["standing", *DERIVED, "endorsed", "first_signed_at", "since"])
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)
        permissions = (
            ("see_counted_organisation", _("Can see organisations that are counted only")),
            ("import_organisation", _("Can import organisations from an earlier register")),
        )
        constraints = (
            models.CheckConstraint(name="organisation_has_a_name", condition=~models.Q(name="")),
            models.CheckConstraint(name="organisation_has_a_country", condition=~models.Q(country="")),
        )
        indexes = (
            models.Index(fields=["standing", "visibility", "folded_name", "id"], name="organisations_by_name"),
            # All that the directory counts by.
            models.Index(
                fields=["standing", "visibility", "public_country", "public_region", "kind", "endorsed", "since"],
                name="organisations_counted_by",
            ),
        )

    def __str__(self) -> str:
        """The name, or the public code where the name may not be seen: this ends up in logs, messages and subjects."""
        return self.name if self.visibility == self.Visibility.PUBLIC else self.code

    def get_absolute_url(self) -> str:
        return reverse("members:organisation-detail", args=[self.slug])

    def get_desk_url(self) -> str:
        return reverse("members:desk", args=[self.slug])

    @property
    def signed_edition(self) -> Edition | None:
        """The newest edition that was signed for it."""
        return Edition.objects.for_reading().filter(endorsements__organisation=self).first()

    @property
    def is_asked(self) -> bool:
        """Whether a substantive edition waits for its answer."""
        return Organisation.objects.filter(pk=self.pk).unanswered().exists()

    @property
    def is_listed(self) -> bool:
        return self.standing == self.Standing.MEMBER and self.visibility == self.Visibility.PUBLIC

    @property
    def public_place(self) -> str:
        """Its country, or its region alone, as it chose."""
        return self.public_country.name or str(regions.NAMES.get(self.public_region, ""))

    def fold(self) -> None:
        """Derives what is compared, looked in and shown from what was written; whoever writes a profile calls it."""
        self.folded_name = identity.fold_name(self.name)
        self.domain = identity.own_domain(self.website)
        self.folded_number = identity.fold_number(self.registration_number)
        self.searched = searching.searched_form(self.name, self.other_names)
        self.public_country = "" if self.region_only else self.country
        self.public_region = regions.REGIONS.get(self.country.code, "")

    def possible_slugs(self) -> tuple[str, ...]:
        """The addresses that it may get, the finest first; the last one nobody else can have."""
        wanted = slugify(self.name, allow_unicode=True)[:70].strip("-") or self.code
        with_country = () if self.region_only else (f"{wanted}-{self.country.code.lower()}",)
        return wanted, *with_country, f"{wanted}-{self.code}"

    @property
    def slug_tells_country(self) -> bool:
        """Whether the address ends in a country's code that the name itself does not end in."""
        end = self.slug.rpartition("-")[2].upper()
        return end in regions.REGIONS and self.slug != self.possible_slugs()[0]

    def slug_beside(self, taken: Container[str]) -> str:
        """The address that it gets where these are taken."""
        return next(slug for slug in self.possible_slugs() if slug not in taken)

    def describe(self, **profile: Any) -> None:
        """Writes the profile as it is given, and nothing else of the row."""
        with transaction.atomic():
            # The rest as it is by now: neither what is compared nor the history brings back what somebody changed.
            self.refresh_from_db(from_queryset=Organisation.objects.select_for_update(no_key=True))
            for name, value in profile.items():
                setattr(self, name, value)
            self.fold()
            if self.region_only and self.slug_tells_country:
                self.slug = self.possible_slugs()[-1]
            self.save(update_fields=[*profile, *DERIVED, "slug"])

    def suspend(self, *, by: "User", reason: str) -> Decision:
        return self._move(self.SUSPEND, Decision.Verb.SUSPEND, by=by, reason=reason)

    def restore(self, *, by: "User", reason: str) -> Decision:
        return self._move(self.RESTORE, Decision.Verb.RESTORE, by=by, reason=reason)

    def remove(self, *, by: "User", reason: str) -> Decision:
        return self._move(self.REMOVE, Decision.Verb.REMOVE, by=by, reason=reason)

    def leave(self, *, by: "User", reason: str = "") -> Decision:
        """The organisation's own: its page and its name are gone from every output with the commit."""
        return self._move(self.LEAVE, Decision.Verb.LEAVE, by=by, reason=reason)

    def lock(self) -> None:
        """Makes whoever else acts for it, or decides on it, wait until the transaction ends.

        Raises WrongState if it has no desk.
        """
        self.standing = Organisation.objects.select_for_update(no_key=True).get(pk=self.pk).standing
        if self.standing not in self.WITH_DESK:
            raise WrongState(gettext("Only an organisation that is a member, or suspended, has a desk."))

    def reaffirm(
        self, *, signatory: Signatory, number: str, language: str, privacy_notice: str, translation_digest: str = ""
    ) -> Endorsement:
        """A further endorsement, of the edition that was read.

        Raises TextMovedOn if that is no longer the current one, SignedAlready if this is a second click, WrongState if
        the organisation has no desk any more.
        """
        with transaction.atomic():
            self.lock()
            return Endorsement.objects.sign_online(
                number=number,
                organisation=self,
                signatory=signatory,
                language=language,
                translation_digest=translation_digest,
                privacy_notice=privacy_notice,
            )

    def stay(self, *, number: str, by: "User", reason: str = "") -> Decision:
        """The answer that it stays on the edition that it signed. It may reaffirm later nevertheless.

        `number` is the current edition whose question was answered. Raises TextMovedOn if another one holds now,
        WrongState if nothing is asked, or any more.
        """
        with transaction.atomic():
            self.lock()
            must_be_current(number)
            if not self.is_asked:
                raise WrongState(gettext("Nothing is asked of this organisation any more."))
            return self.decisions.create(
                verb=Decision.Verb.STAY, edition=Edition.objects.asking(), reason=reason.strip(), by=by
            )

    def object_to(self, *, number: str, by: "User", reason: str) -> Decision:
        """Says, on the record, that a change called editorial is none; once for each edition.

        `number` is the current edition, as it was read. Raises TextMovedOn if another one holds now, WrongState if its
        change is not called editorial, or the objection is on the record.
        """
        with transaction.atomic():
            self.lock()
            edition = must_be_current(number)
            if edition.present_class != Edition.ChangeClass.EDITORIAL:
                raise WrongState(gettext("Only an edition whose change is called editorial can be objected to."))
            if self.decisions.filter(verb=Decision.Verb.OBJECT, edition=edition).exists():
                raise WrongState(gettext("The objection is on the record already."))
            return self.decisions.create(verb=Decision.Verb.OBJECT, edition=edition, reason=reason.strip(), by=by)

    def hand_over(
        self, *, to: "User", by: "User", reason: str, instead_of: Collection["Representative"] = ()
    ) -> Decision:
        """The desk goes to a person after a check, which the reason tells; those whom it goes from stop acting.

        Raises WrongState if the organisation has no desk, or the person acts for it already.
        """
        with transaction.atomic():
            self.lock()
            if self.representatives.acting().filter(person=to).exists():
                raise WrongState(gettext("This person acts for the organisation already."))
            leaving = self.representatives.acting().filter(pk__in=[representative.pk for representative in instead_of])
            # What those who go have sent, and what the one who comes need not answer any more, goes with it.
            persons = leaving.values_list("person", flat=True)
            self.invitations.filter(models.Q(invited_by__in=persons) | models.Q(email=to.email)).delete()
            # One time for both, by which the mail about it finds whom the desk went from.
            now = timezone.now()
            leaving.update(until=now, ended_by=by)
            self.representatives.create(person=to)
            return Decision.objects.create(
                organisation=self, verb=Decision.Verb.HAND_OVER, reason=reason.strip(), by=by, at=now
            )

    def _move(self, arrow: Arrow, verb: Decision.Verb, *, by: "User", reason: str) -> Decision:
        with transaction.atomic():
            move(self, "standing", arrow)
            if arrow.target not in self.WITH_DESK:
                for change in self.profile_changes.awaiting_review():
                    change.withdraw()
            return Decision.objects.create(organisation=self, verb=verb, reason=reason.strip(), by=by)


def must_be_current(number: str) -> Edition:
    """The edition of that number; raises TextMovedOn unless it is the one that holds now."""
    current = Edition.objects.current()
    if current is None or current.number != number:
        raise TextMovedOn(gettext("Another edition has taken effect since you opened the page."))
    return current


def _was_merged() -> models.Exists:
    return models.Exists(Decision.objects.filter(verb=Decision.Verb.MERGE, organisation=models.OuterRef("pk")))


def _number_of(path: str = "") -> Concat:
    """The number of an edition that is reached by the path, as "major.minor"."""
    return Concat(f"{path}major", models.Value("."), f"{path}minor", output_field=models.CharField())


def new_code() -> str:
    """A code of eight letters and figures: about 40 bits, so that two are never alike and none can be guessed."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(8))
