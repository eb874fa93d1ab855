from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.admin import HistoryAdmin
from members.admin.deciding import DecidingAdmin, Refusal
from members.admin.filters import CountryFilter
from members.admin.profile import FIELDS, profile
from members.admin.signatory import SignatoryDesk
from members.admin.transfer import TransferAdmin
from members.forms.decision import STANDING_CHOICES, CorrectionForm, HandOverForm
from members.models import Logo, Organisation


@admin.register(Organisation)
class OrganisationAdmin(TransferAdmin, SignatoryDesk, DecidingAdmin, HistoryAdmin):
    """Who has joined, was ever here or applies; with the decisions on a standing, and the history of the profile."""

    choices = STANDING_CHOICES
    search_fields = ("folded_name",)
    search_help_text = _("Name or public code")
    list_display = ("full_name", "country_name", "standing", "visibility", "edition", "code")
    list_display_links = ("full_name",)
    list_filter = ("standing", "visibility", "kind", CountryFilter)
    ordering = ("folded_name", "pk")
    # Of an earlier state: themes are rows of their own and have no history.
    fields = readonly_fields = tuple(name for name in FIELDS if name != "themes")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        return super().get_queryset(request).with_current_endorsement()

    @admin.display(description=_("name"), ordering="folded_name")
    def full_name(self, organisation: Organisation) -> str:
        return organisation.name

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, organisation: Organisation) -> str:
        return organisation.country.name

    @admin.display(description=_("edition"), empty_value=_("not signed"))
    def edition(self, organisation: Organisation) -> str | None:
        return organisation.signed

    def get_urls(self) -> list[URLPattern]:
        return [
            self.own_path("correction", self.correction_view),
            self.own_path("hand-over", self.hand_over_view),
            *super().get_urls(),
        ]

    # By themselves both find what was ever recorded, whoever asks.

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self.row_to_see(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self.row_to_see(request, object_id)
        return super().history_form_view(request, object_id, version_id, extra_context)

    def page(
        self,
        request: HttpRequest,
        row: Organisation,
        *,
        refusal: Refusal | None = None,
        refused: forms.Form | None = None,
    ) -> HttpResponse:
        visible = Organisation.objects.visible_to(request.user)
        return self.rendered(
            request,
            row,
            "admin/members/organisation/organisation.html",
            refusal,
            title=row.name,
            organisation=row,
            is_counted_only=row.visibility == Organisation.Visibility.COUNTED,
            profile=profile(row),
            endorsements=row.endorsements.newest_first().with_scans(),
            representatives=row.representatives.select_related("person"),
            cases=row.sign_ons.order_by("-state_since"),
            duplicates=visible.likely_duplicates(row),
            decisions=row.decisions.select_related("by", "merged_into"),
            waiting=row.profile_changes.awaiting_review().first(),
            logo=Logo.objects.of(row),
            **self.decisions_of(row, row.standing, refused),
            has_desk=row.standing in Organisation.WITH_DESK,
        )

    def correction_view(self, request: HttpRequest, key: object) -> HttpResponse:
        organisation = self.row_to_decide(request, key)
        # The form writes what was typed on its own instance, right or wrong.
        form = CorrectionForm(request.POST or None, instance=self.row_to_decide(request, key))
        refusal = None
        if request.method == "POST":
            if form.is_valid():
                self._correct(organisation, form)
                messages.success(request, gettext("The profile is corrected. The history says what was changed."))
                return HttpResponseRedirect(self.address(organisation))
            refusal = Refusal(422, gettext("Nothing was changed. Please look at what is marked below."))
        return self.rendered(
            request,
            organisation,
            "admin/members/form.html",
            refusal,
            form=form,
            refused=form,
            title=gettext("Correct the profile of “%(name)s”") % {"name": organisation.name},
            row_name=organisation.name,
            sentences=[gettext("What is public changes at once. The history keeps what was there before.")],
            button=gettext("Correct"),
        )

    def _correct(self, organisation: Organisation, form: CorrectionForm) -> None:
        if form.changes:
            organisation._change_reason = form.cleaned_data["reason"]
            organisation.describe(**form.changes)
        if form.has_new_themes:
            organisation.themes.set(form.cleaned_data["themes"])

    def hand_over_view(self, request: HttpRequest, key: object) -> HttpResponse:
        organisation = self.row_to_decide(request, key)
        form = HandOverForm(request.POST or None, organisation=organisation)
        return self.form_page(
            request,
            organisation,
            form,
            lambda: organisation.hand_over(
                to=form.cleaned_data["email"],
                by=request.user,
                reason=form.cleaned_data["reason"],
                instead_of=form.cleaned_data["instead_of"],
            ),
            title=gettext("Hand the desk of “%(name)s” over") % {"name": organisation.name},
            row_name=organisation.name,
            sentences=[
                gettext(
                    "Whoever has the desk speaks for the organisation. Check that the person may, before you do it."
                ),
            ],
            button=gettext("Hand the desk over"),
            done=gettext("The desk is handed over."),
        )
