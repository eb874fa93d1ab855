from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet, Value
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.admin import TagAdmin as TaggitTagAdmin
from taggit.models import Tag

from alliance.shared.admin import HistoryAdmin
from principles.forms import BeliefStatementForm, CorePrincipleForm, PositionForm
from principles.models import BeliefStatement, Clause, CorePrinciple, Edition


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
