"""Who stands behind the text, to take away: organisations that are listed, and what they endorsed."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import TaggedItem

from alliance.shared.open_data import Field, Table, permanent
from members.models import Endorsement, Organisation
from members.models.organisation import OrganisationQuerySet
from principles.open_data import address_of_edition

ROWS_AT_ONCE = 200


def address_of_organisation(slug: str) -> str:
    return permanent(reverse("members:organisation-detail", args=[slug]))


def listed_organisations() -> Iterator[Organisation]:
    """Each with `themes_by_name`; two queries and the memory for some rows, however many there are.

    Two lists in the same order are read side by side: prefetching would ask once more for every so many rows.
    """
    listed = Organisation.objects.listed()
    oldest = Endorsement.objects.filter(organisation=OuterRef("pk")).order_by("signed_at", "pk")
    organisations = listed.with_current_endorsement().annotate(began_at=Subquery(oldest.values("signed_at")[:1]))
    themes = _themes_of(listed)
    owner, theme = next(themes, (None, ""))
    for organisation in organisations.order_by("pk").iterator(ROWS_AT_ONCE):
        found = []
        # Who is listed only since the other list was read has themes there, and none here.
        while owner is not None and owner <= organisation.pk:
            found += [theme] if owner == organisation.pk else []
            owner, theme = next(themes, (None, ""))
        organisation.themes_by_name = found
        yield organisation


def _themes_of(organisations: OrganisationQuerySet) -> Iterator[tuple[int, str]]:
    kind = ContentType.objects.get_for_model(Organisation)
    carried = TaggedItem.objects.filter(content_type=kind, object_id__in=organisations.values("pk"))
    return carried.order_by("object_id", "tag__name").values_list("object_id", "tag__name").iterator(ROWS_AT_ONCE)


def endorsements_of_listed() -> Iterator[Endorsement]:
    """Without who signed, which is nobody's business."""
    endorsements = Endorsement.objects.of(Organisation.objects.listed()).select_related("organisation", "edition")
    columns = ("edition_digest", "language", "translation_digest", "method", "signed_at")
    related = ("organisation__slug", "edition__major", "edition__minor")
    return endorsements.only(*columns, *related).order_by("signed_at", "pk").iterator(ROWS_AT_ONCE)


ORGANISATIONS = Table(
    name="organisations",
    title=_("Organisations"),
    description=_(
        "The organisations that stand behind the text and are listed, one in each row."
        " One that is counted and not named is not among them."
    ),
    columns=(
        Field("id", "string", _("Its address, which is permanent."), lambda it: address_of_organisation(it.slug)),
        Field("code", "string", _("Its public code."), lambda it: it.code),
        Field("name", "string", _("Its legal name."), lambda it: it.name),
        Field(
            "other_names", "string", _("Other names, one on each line."), lambda it: it.other_names, may_be_empty=True
        ),
        Field(
            "country",
            "string",
            _("Its country, as two letters of ISO 3166-1; empty where it shows its region alone."),
            lambda it: it.public_country.code,
            may_be_empty=True,
        ),
        Field(
            "region",
            "string",
            _("Its region of the world, as three figures of UN M49."),
            lambda it: it.public_region,
            may_be_empty=True,
        ),
        Field(
            "kind",
            "string",
            _("Whether it is registered, or an informal group."),
            lambda it: it.kind,
            one_of=tuple(Organisation.Kind.values),
        ),
        Field("website", "string", _("Its website."), lambda it: it.website, may_be_empty=True),
        Field(
            "year_founded",
            "year",
            _("The year in which it was founded."),
            lambda it: it.year_founded,
            may_be_empty=True,
        ),
        Field(
            "themes",
            "string",
            _("What it works on, in English, with a semicolon between two themes."),
            lambda it: ";".join(it.themes_by_name),
            may_be_empty=True,
        ),
        Field(
            "description", "string", _("What it is, in its own words."), lambda it: it.description, may_be_empty=True
        ),
        Field("language", "string", _("The language of its own words, as BCP 47 names it."), lambda it: it.language),
        Field(
            "statement",
            "string",
            _("What it does for these principles, in its own words."),
            lambda it: it.statement,
            may_be_empty=True,
        ),
        Field(
            "endorses",
            "string",
            _(
                "The number of the edition that it endorses now. An editorial change carries an endorsement over to the"
                " next edition."
            ),
            lambda it: it.endorses,
            may_be_empty=True,
        ),
        Field(
            "signed",
            "string",
            _("The number of the edition that it signed last."),
            lambda it: it.signed,
            may_be_empty=True,
        ),
        Field(
            "since",
            "date",
            _("The day on which it signed for the first time, in UTC."),
            lambda it: it.began_at and it.began_at.date(),
            may_be_empty=True,
        ),
    ),
    rows=listed_organisations,
)

ENDORSEMENTS = Table(
    name="endorsements",
    title=_("Endorsements"),
    description=_(
        "What these organisations signed: one row for each signature under an edition, the oldest first."
        " Who signed for an organisation is not published."
    ),
    columns=(
        Field("id", "string", _("Its permanent name, a URN that holds a UUID."), lambda it: it.urn),
        Field(
            "organisation",
            "string",
            _("The organisation, by its id."),
            lambda it: address_of_organisation(it.organisation.slug),
        ),
        Field(
            "edition",
            "string",
            _("The edition that was signed, by its id."),
            lambda it: address_of_edition(it.edition.number),
        ),
        Field(
            "edition_digest",
            "string",
            _("The digest of that edition, which was signed with it."),
            lambda it: it.edition_digest,
        ),
        Field("language", "string", _("The language in which the text was read."), lambda it: it.language),
        Field(
            "translation_digest",
            "string",
            _("The digest of the translation that was read; empty for English."),
            lambda it: it.translation_digest,
            may_be_empty=True,
        ),
        Field(
            "method",
            "string",
            _("How it was signed: on this site, on paper, or in an earlier register."),
            lambda it: it.method,
            one_of=tuple(Endorsement.Method.values),
        ),
        Field("signed_at", "datetime", _("When it was signed, in UTC."), lambda it: it.signed_at),
    ),
    rows=endorsements_of_listed,
    refers={"organisation": "organisations", "edition": "editions"},
)
