from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from principles.forms import CorrectClassForm, PublishForm
from principles.models import Draft, Edition, PublishingRefused


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    """What was published, to look at; and the one way to publish."""

    list_display = ("its_number", "class_now", "reason", "proposed_by", "published_by", "published_at", "effective")
    list_select_related = ("proposed_by", "published_by", "effect")
    search_fields = ("reason",)
    actions = None
    change_list_template = "admin/principles/edition/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return super().get_queryset(request).for_reading()

    @admin.display(description=_("edition"))
    def its_number(self, edition: Edition) -> str:
        return edition.number

    @admin.display(description=_("class of the change"))
    def class_now(self, edition: Edition) -> str:
        if edition.is_corrected:
            return gettext("%(class)s, corrected") % {"class": edition.get_present_class_display()}
        return edition.get_present_class_display()

    @admin.display(description=_("takes effect on"), ordering="effective_on")
    def effective(self, edition: Edition) -> str:
        day = date_format(edition.effective_on)
        return day if edition.is_in_effect else gettext("%(day)s (to come)") % {"day": day}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        own = self.admin_site.admin_view
        return [
            path("publish/", own(self.publish_view), name="principles_edition_publish"),
            path("<uuid:key>/class/", own(self.class_view), name="principles_edition_class"),
            *super().get_urls(),
        ]

    def class_view(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Corrects the class of an edition's change, by a notice that stays with it."""
        if not request.user.has_perm("principles.publish_edition"):
            raise PermissionDenied
        edition = Edition.objects.for_reading().exclude(change_class="").filter(pk=key).first()
        if edition is None:
            raise Http404
        shown = request.POST.get("shown", edition.present_class)
        right = next(it for it in Edition.ChangeClass if it != shown)
        form = CorrectClassForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                edition.correct_class(change_class=right, reason=form.cleaned_data["reason"], by=request.user)
            except PublishingRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, gettext("The class is corrected, and everybody can see that it was."))
                return HttpResponseRedirect(reverse("admin:principles_edition_change", args=[edition.pk]))
        context = self.admin_site.each_context(request) | {
            "title": gettext("Correct the class of edition %(number)s") % {"number": edition.number},
            "opts": Edition._meta,
            "edition": edition,
            "right": right,
            "form": form,
        }
        status = 409 if form.non_field_errors() else 422 if form.errors else 200
        return TemplateResponse(request, "admin/principles/edition/correct_class.html", context, status=status)

    def publish_view(self, request: HttpRequest) -> HttpResponse:
        """The difference between the drafts and the current edition; for publishers also the form that publishes."""
        may_publish = request.user.has_perm("principles.publish_edition")
        if not self.has_view_permission(request) or (request.method == "POST" and not may_publish):
            raise PermissionDenied
        draft = Draft.now()
        form = PublishForm(request.POST or None, draft=draft, initial={"proposed_by": request.user.pk})
        status = 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    edition = self._publish(form, shown=request.POST.get("shown", ""), by=request.user)
                except PublishingRefused as refusal:
                    status = 409
                    form.refuse(str(refusal))
                else:
                    messages.success(request, now_public(edition))
                    return HttpResponseRedirect(reverse("admin:principles_edition_changelist"))
        context = self.admin_site.each_context(request) | {
            "title": gettext("Publish edition"),
            "opts": Edition._meta,
            "draft": draft,
            "comparison": draft.comparison,
            "form": form,
            "may_publish": may_publish,
        }
        return TemplateResponse(request, "admin/principles/edition/publish.html", context, status=status)

    def _publish(self, form: PublishForm, *, shown: str, by: Any) -> Edition:
        return Edition.objects.publish(
            shown=shown,
            change_class=form.cleaned_data.get("change_class", ""),
            reason=form.cleaned_data["reason"],
            proposed_by=form.cleaned_data["proposed_by"],
            effective_on=form.cleaned_data["effective_on"],
            by=by,
        )


def now_public(edition: Edition) -> str:
    if not edition.is_in_effect:
        return format_html(
            gettext('Edition {} is published and takes effect on {}. <a href="{}">Read it on the site</a>.'),
            edition.number,
            date_format(edition.effective_on),
            edition.get_absolute_url(),
        )
    return format_html(
        gettext('Edition {} is published. <a href="{}">Read it on the site</a>.'),
        edition.number,
        edition.get_absolute_url(),
    )
