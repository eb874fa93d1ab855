from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members.admin.deciding import DecidingAdmin, Refusal
from members.admin.filters import ChangeStateFilter, CountryFilter
from members.admin.profile import text_of
from members.forms.decision import CHANGE_CHOICES, DecisionForm
from members.models import Decision, Organisation, ProfileChange
from members.models.profile_change import REVIEWED


@dataclass(frozen=True)
class ChangedLine:
    label: str
    old: str
    new: str

    @property
    def differs(self) -> bool:
        return self.old != self.new


def compared(change: ProfileChange) -> list[ChangedLine]:
    """What the organisation is called now, and how it would be."""
    return [
        ChangedLine(
            label=capfirst(ProfileChange._meta.get_field(name).verbose_name),
            old=text_of(change.organisation, name),
            new=text_of(change.outcome, name),
        )
        for name in REVIEWED
    ]


@admin.register(ProfileChange)
class ProfileChangeAdmin(DecidingAdmin):
    """The queue of changes of name, country and website, oldest first, and one page for each."""

    choices = CHANGE_CHOICES
    to_organisation = "organisation__"
    search_fields = ("organisation__folded_name",)
    search_also = ("name__icontains",)
    search_help_text = _("Name as it is or as it would be, or public code")
    list_display = ("present_name", "proposed_name", "country_name", "state", "age", "proposed_by")
    list_display_links = ("present_name",)
    list_filter = (ChangeStateFilter, "organisation__visibility", CountryFilter)
    list_select_related = ("organisation", "proposed_by")
    ordering = ("proposed_at", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProfileChange]:
        return super().get_queryset(request).select_related("organisation", "proposed_by", "decision__by")

    @admin.display(description=_("organisation"), ordering="organisation__folded_name")
    def present_name(self, change: ProfileChange) -> str:
        return change.organisation.name

    @admin.display(description=_("name as proposed"), ordering="name")
    def proposed_name(self, change: ProfileChange) -> str:
        return change.name

    @admin.display(description=_("country as proposed"), ordering="country")
    def country_name(self, change: ProfileChange) -> str:
        return change.country.name

    @admin.display(description=_("proposed"), ordering="proposed_at")
    def age(self, change: ProfileChange) -> str:
        days = (timezone.now() - change.proposed_at).days
        return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What became of it stands on its page."""
        return HttpResponseRedirect(self.address(self.row_to_see(request, object_id)))

    def version(self, row: ProfileChange) -> str:
        return row.version

    def take(self, row: ProfileChange, form: DecisionForm, *, by: Any) -> Decision:
        row.must_be_as_shown(form.cleaned_data["version"])
        return super().take(row, form, by=by)

    def page(
        self,
        request: HttpRequest,
        row: ProfileChange,
        *,
        refusal: Refusal | None = None,
        refused: forms.Form | None = None,
    ) -> HttpResponse:
        organisation = row.organisation
        return self.rendered(
            request,
            row,
            "admin/members/profilechange/change.html",
            refusal,
            title=organisation.name,
            change=row,
            age=self.age(row),
            organisation=organisation,
            is_counted_only=organisation.visibility == Organisation.Visibility.COUNTED,
            lines=compared(row),
            duplicates=Organisation.objects.visible_to(request.user).likely_duplicates(row.outcome),
            **self.decisions_of(row, row.state, refused),
        )
