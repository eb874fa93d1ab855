"""Who stands behind the text, as lists of the API."""

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy

from alliance.shared.api.lists import List
from alliance.shared.api.problems import Unprocessable
from members import open_data
from members.directory import Directory
from members.forms.directory import OrganisationsForm
from members.models import Endorsement, Organisation
from members.models.organisation import OrganisationQuerySet
from members.views.organisations import not_on_the_list


def find_organisations(form: OrganisationsForm) -> OrganisationQuerySet:
    directory = Directory(form.wanted, editions=form.editions)
    # Which themes there are is dear to ask.
    if not directory.total.exact and directory.has_no_such_theme:
        form.refuse_theme()
        raise Unprocessable(form.errors)
    return directory.found


def told_organisations(rows: OrganisationQuerySet) -> list[Organisation]:
    """With what the open data tell of each; two queries."""
    told = list(rows.with_current_endorsement().annotate(began_at=F("first_signed_at")))
    for organisation in told:
        organisation.themes_by_name = []
    by_key = {organisation.pk: organisation for organisation in told}
    for owner, theme in open_data.themes_of(Organisation.objects.filter(pk__in=by_key)):
        by_key[owner].themes_by_name.append(theme)
    return told


def organisation(slug: str) -> dict[str, Any]:
    """Raises NotHere."""
    found = told_organisations(Organisation.objects.listed().filter(slug=slug))
    if not found:
        raise not_on_the_list()
    return open_data.ORGANISATIONS.item(found[0])


def find_endorsements(form: Any) -> QuerySet[Endorsement]:
    return open_data.endorsements_of_listed()


ORGANISATIONS = List(
    table=open_data.ORGANISATIONS,
    noun="Organisation",
    summary=gettext_lazy("The organisations that are listed, in the order of their addresses"),
    scopes=("members", "text"),
    order=("slug",),
    find=find_organisations,
    told=told_organisations,
    form=OrganisationsForm,
)
ENDORSEMENTS = List(
    table=open_data.ENDORSEMENTS,
    noun="Endorsement",
    summary=gettext_lazy("What these organisations signed, the oldest first"),
    scopes=("members", "text"),
    order=("signed_at", "pk"),
    find=find_endorsements,
)
