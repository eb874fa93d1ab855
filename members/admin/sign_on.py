from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from alliance.accounts.models import User
from alliance.shared.uploads import bounded_upload
from members.admin.deciding import DecidingAdmin, Refusal
from members.admin.filters import CountryFilter, SignOnStateFilter
from members.admin.profile import profile
from members.forms.decision import CASE_CHOICES, DecisionForm, MergeForm, NoteForm, PaperSignatureForm
from members.models import Decision, Endorsement, Organisation, PaperScan, SignOn
from members.models.paper_scan import MOST_BYTES


@admin.register(SignOn)
class SignOnAdmin(DecidingAdmin):
    """The queue, oldest first, and one page for each case."""

    choices = CASE_CHOICES
    to_organisation = "organisation__"
    search_fields = ("organisation__folded_name",)
    search_also = ("applicant__email__iexact",)
    search_help_text = _("Name, public code or applicant's e-mail address")
    list_display = ("name", "country", "state", "age", "signed", "opener")
    list_display_links = ("name",)
    list_filter = (SignOnStateFilter, "organisation__kind", "organisation__visibility", CountryFilter)
    list_select_related = ("organisation", "opened_by")
    ordering = ("state_since", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignOn]:
        signatures = Endorsement.objects.newest_first().with_scans()
        related = ("organisation", "applicant", "signatory", "opened_by")
        return (
            super()
            .get_queryset(request)
            .select_related(*related)
            .prefetch_related(Prefetch("endorsements", signatures))
        )

    @admin.display(description=_("organisation"), ordering="organisation__folded_name")
    def name(self, case: SignOn) -> str:
        return case.organisation.name

    @admin.display(description=_("country"), ordering="organisation__country")
    def country(self, case: SignOn) -> str:
        return case.organisation.country.name

    @admin.display(description=_("in this state for"), ordering="state_since")
    def age(self, case: SignOn) -> str:
        days = (timezone.now() - case.state_since).days
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}

    @admin.display(description=_("opened by"), ordering="opened_by__name")
    def opener(self, case: SignOn) -> User | None:
        return case.opened_by

    @admin.display(description=_("signed"), empty_value=_("not signed"))
    def signed(self, case: SignOn) -> str | None:
        newest = next(iter(case.endorsements.all()), None)
        return str(newest.edition) if newest else None

    def get_urls(self) -> list[URLPattern]:
        return [
            self.own_path("review", self.review_view),
            self.own_path("note", self.note_view),
            self.own_path("merge", self.merge_view),
            path(
                "<uuid:key>/paper-signature/",
                bounded_upload(MOST_BYTES)(self.admin_site.admin_view(self.paper_signature_view)),
                name="members_signon_paper_signature",
            ),
            path(
                "<uuid:key>/scans/<uuid:signature>/",
                self.admin_site.admin_view(self.scan_view),
                name="members_signon_scan",
            ),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history stands on the page of the case."""
        return HttpResponseRedirect(self.address(self.row_to_see(request, object_id)))

    def version(self, row: SignOn) -> str:
        return row.version

    def take(self, row: SignOn, form: DecisionForm, *, by: Any) -> Decision:
        row.must_be_as_shown(form.cleaned_data["version"])
        return super().take(row, form, by=by)

    def page(
        self, request: HttpRequest, row: SignOn, *, refusal: Refusal | None = None, refused: forms.Form | None = None
    ) -> HttpResponse:
        organisation = row.organisation
        duplicates = Organisation.objects.visible_to(request.user).likely_duplicates(organisation)
        return self.rendered(
            request,
            row,
            "admin/members/signon/case.html",
            refusal,
            title=organisation.name,
            case=row,
            age=self.age(row),
            organisation=organisation,
            is_counted_only=organisation.visibility == Organisation.Visibility.COUNTED,
            profile=profile(organisation),
            endorsements=row.endorsements.all(),
            duplicates=duplicates,
            decisions=organisation.decisions.select_related("by", "merged_into"),
            notes=row.notes.select_related("by"),
            note_form=refused if isinstance(refused, NoteForm) else NoteForm(),
            **self.decisions_of(row, row.state, refused),
            can_open=row.state == SignOn.State.SUBMITTED and row.opened_at is None,
            can_merge=row.state in SignOn.MERGE.sources,
            can_record=row.state in SignOn.OPEN,
        )

    def review_view(self, request: HttpRequest, key: object) -> HttpResponse:
        """Opening is a button and not a look at the page: a reload or a prefetched link takes nobody's form away."""
        case = self.row_to_decide(request, key)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        case.open_review(by=request.user)
        if case.opened_at is None:
            return self.page(
                request,
                self.row_to_see(request, key),
                refusal=Refusal(409, gettext("This case does not wait for review.")),
            )
        if case.opened_by != request.user:
            messages.info(request, gettext("%(name)s has opened this review already.") % {"name": case.opened_by})
        return HttpResponseRedirect(self.address(case))

    def note_view(self, request: HttpRequest, key: object) -> HttpResponse:
        case = self.row_to_decide(request, key)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = NoteForm(request.POST)
        if not form.is_valid():
            refusal = Refusal(422, gettext("The note was not added. Please look at what is marked below."))
            return self.page(request, case, refusal=refusal, refused=form)
        case.notes.create(text=form.cleaned_data["note"], by=request.user)
        return HttpResponseRedirect(self.address(case) + "#notes")

    def merge_view(self, request: HttpRequest, key: object) -> HttpResponse:
        case = self.row_to_decide(request, key)
        visible = Organisation.objects.visible_to(request.user)
        form = MergeForm(
            request.POST or None,
            others=visible.exclude(pk=case.organisation_id),
            initial={"into": request.GET.get("into", "")},
        )
        return self.form_page(
            request,
            case,
            form,
            lambda: case.merge_into(form.cleaned_data["into"], by=request.user, reason=form.cleaned_data["reason"]),
            title=gettext("Merge “%(name)s” into another organisation") % {"name": case.organisation.name},
            row_name=case.organisation.name,
            sentences=[
                gettext("The case is closed, and its decision says into which organisation. Nothing is deleted."),
                gettext("The applicant does not come to represent the other one: hand its desk over for that."),
            ],
            duplicates=visible.likely_duplicates(case.organisation),
            button=gettext("Merge and close the case"),
            done=gettext("Merged. The case is closed."),
        )

    def paper_signature_view(self, request: HttpRequest, key: object) -> HttpResponse:
        case = self.row_to_decide(request, key)
        form = PaperSignatureForm(request.POST or None, request.FILES or None)
        return self.form_page(
            request,
            case,
            form,
            lambda: case.record_paper_signature(by=request.user, **form.signature),
            title=gettext("Record a signature of “%(name)s” on paper") % {"name": case.organisation.name},
            row_name=case.organisation.name,
            sentences=[
                gettext("It stands beside the signatures made here, marked as received on paper, with your name."),
                gettext("Keep the paper also when you add a scan, and say below where."),
            ],
            button=gettext("Record the signature"),
            done=gettext("The signature is recorded."),
        )

    def scan_view(self, request: HttpRequest, key: object, signature: object) -> HttpResponse:
        """To take away and never to open here: a PDF is a program of whoever made it."""
        case = self.row_to_decide(request, key)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        scan = get_object_or_404(PaperScan, endorsement=signature, endorsement__sign_on=case)
        return HttpResponse(
            bytes(scan.content),
            content_type=scan.kind,
            headers={
                "Content-Disposition": f'attachment; filename="{scan.file_name}"',
                "Content-Security-Policy": "sandbox",
                "X-Content-Type-Options": "nosniff",
            },
        )
