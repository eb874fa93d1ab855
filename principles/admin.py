from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Value
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.admin import TagAdmin as TaggitTagAdmin
from taggit.models import Tag

from alliance.shared.admin import HistoryAdmin
from principles.forms import BeliefStatementForm, CorePrincipleForm, CorrectClassForm, PositionForm, PublishForm
from principles.models import BeliefStatement, Clause, CorePrinciple, Draft, Edition, PublishingRefused


class ClauseAdmin(HistoryAdmin):
    """The drafts. What is saved here waits for the next edition."""

    list_editable = ("position",)
    list_filter = ("is_retired", "tags")
    search_fields = ("slug", "title", "text")
    history_list_display = ("position",)
    actions = None
    permanent_fields: tuple[str, ...] = ("slug",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Clause]:
        newest = Edition.objects.newest()
        number = Value(newest.number if newest else "")
        return (
            super()
            .get_queryset(request)
            .in_order()
            .beside(newest)
            .annotate(newest_number=number)
            .prefetch_related("tags")
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Clause | None = None) -> tuple[str, ...]:
        return self.permanent_fields if obj else ()

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[ModelForm]:
        return PositionForm

    def has_delete_permission(self, request: HttpRequest, obj: Clause | None = None) -> bool:
        """A clause that was ever published can be retired, not deleted."""
        return obj is not None and not obj.wordings.exists() and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Clause, form: ModelForm, change: bool) -> None:
        # On the form of an earlier state nothing has changed from that state, and yet it is to be brought back.
        if change and not form.changed_data and request.resolver_match.url_name.endswith("_change"):
            return
        if change and "tags" in form.changed_data:
            obj._change_reason = change_of_tags(obj, form.cleaned_data["tags"])
        super().save_model(request, obj, form, change)
        if not getattr(request, "was_told_about_drafts", False):
            request.was_told_about_drafts = True
            messages.warning(request, not_public_yet())

    @admin.display(description=_("state"))
    def state(self, clause: Clause) -> str:
        published = clause.published[0] if clause.published else None
        state = clause.state_beside(published)
        if state == Clause.State.CHANGED:
            return gettext("changed since %(number)s") % {"number": clause.newest_number}
        return state.label

    @admin.display(description=_("tags"))
    def tag_names(self, clause: Clause) -> str:
        return ", ".join(sorted(tag.name for tag in clause.tags.all()))


@admin.register(BeliefStatement)
class BeliefStatementAdmin(ClauseAdmin):
    form = BeliefStatementForm
    list_display = ("text", "kind", "position", "state", "tag_names")
    permanent_fields = ("slug", "kind")


@admin.register(CorePrinciple)
class CorePrincipleAdmin(ClauseAdmin):
    form = CorePrincipleForm
    list_display = ("title", "position", "state", "tag_names")


admin.site.unregister(Tag)


@admin.register(Tag)
class TagAdmin(TaggitTagAdmin):
    """Names, and merging two into one; what carries a tag is edited where it stands."""

    inlines = ()


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    """What was published, to look at; and the one way to publish."""

    list_display = ("number", "class_now", "reason", "proposed_by", "published_by", "published_at", "effective")
    list_select_related = ("proposed_by", "published_by", "effect")
    search_fields = ("reason",)
    actions = None
    change_list_template = "admin/principles/edition/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return super().get_queryset(request).for_reading()

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


def change_of_tags(clause: Clause, new: list[str]) -> str:
    """Told as the reason of the change: tags are rows of their own, which the clause's history does not see."""
    old, new = (", ".join(sorted(names)) or "–" for names in (clause.tags.names(), new))
    return Truncator(gettext("Tags: %(old)s → %(new)s") % {"old": old, "new": new}).chars(100)


def not_public_yet() -> str:
    return format_html(
        gettext(
            'This is a draft: it is not public yet. <a href="{}">See what differs from the current edition</a>'
            ' or <a href="{}">preview the pages</a>.'
        ),
        reverse("admin:principles_edition_publish"),
        reverse("principles:preview", args=["home"]),
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
