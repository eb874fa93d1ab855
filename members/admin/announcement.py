from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.shared.lifecycle import WrongState
from members.models import Announcement, Letter
from principles.models import Edition


@admin.register(Announcement)
class AnnouncementAdmin(admin.ModelAdmin):
    """What goes out about each edition, and the way to stop it while it waits."""

    list_display = ("edition_number", "what", "due_at", "state", "written", "waiting", "verb")
    list_display_links = None
    list_select_related = ("notice", "cancelled_by")
    actions = None
    change_list_template = "admin/members/announcement/change_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Announcement | None = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is nothing on a page of its own that the list does not say."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:members_announcement_changelist"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Announcement]:
        letters = Letter.objects.filter(edition=OuterRef("edition"), written_at__gte=OuterRef("due_at")).order_by()
        counted = letters.values("edition").annotate(count=Count("pk")).values("count")
        # With the present class of each, which says what its messages are.
        editions = Prefetch("edition", Edition.objects.for_reading())
        written = Coalesce(Subquery(counted), 0)
        return super().get_queryset(request).prefetch_related(editions).annotate(written_count=written)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        # So that who has just published need not wait for the next tick to stop the messages.
        Announcement.objects.plan()
        self.may_change = self.has_change_permission(request)
        return super().changelist_view(request, {"title": gettext("Messages about editions"), **(extra_context or {})})

    @admin.display(description=_("edition"), ordering="edition")
    def edition_number(self, announcement: Announcement) -> str:
        return announcement.edition.number

    @admin.display(description=_("organisations are"))
    def what(self, announcement: Announcement) -> str:
        return announcement.occasion.label

    @admin.display(description=_("state"))
    def state(self, announcement: Announcement) -> str:
        if announcement.cancelled_by:
            return gettext("stopped by %(name)s") % {"name": announcement.cancelled_by.name}
        return announcement.state

    @admin.display(description=_("written to"))
    def written(self, announcement: Announcement) -> int:
        return announcement.written_count

    @admin.display(description=_("still to be written to"))
    def waiting(self, announcement: Announcement) -> int:
        if announcement.finished_at or announcement.is_superseded():
            return 0
        return announcement.recipients().count()

    @admin.display(description=_("what can be done"))
    def verb(self, announcement: Announcement) -> str:
        if announcement.finished_at or not self.may_change:
            return ""
        name, label = ("release", _("Send after all")) if announcement.cancelled_at else ("cancel", _("Stop"))
        address = reverse(f"admin:members_announcement_{name}", args=[announcement.pk])
        # Each button belongs to the form around the list, which has the token.
        return format_html(
            '<button class="button" type="submit" form="changelist-form" formaction="{}">{}</button>', address, label
        )

    def get_urls(self) -> list[URLPattern]:
        own = self.admin_site.admin_view
        return [
            path("<int:key>/cancel/", own(self.cancel_view), name="members_announcement_cancel"),
            path("<int:key>/release/", own(self.release_view), name="members_announcement_release"),
            *super().get_urls(),
        ]

    def cancel_view(self, request: HttpRequest, key: int) -> HttpResponse:
        done = gettext("Stopped. Nobody else is written to about this edition.")
        return self._move(request, key, lambda announcement: announcement.cancel(by=request.user), done)

    def release_view(self, request: HttpRequest, key: int) -> HttpResponse:
        done = gettext("The messages go out after all.")
        return self._move(request, key, lambda announcement: announcement.release(), done)

    def _move(self, request: HttpRequest, key: int, verb: Any, done: str) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        announcement = Announcement.objects.filter(pk=key).first()
        if announcement is None:
            raise Http404
        try:
            verb(announcement)
            messages.success(request, done)
        except WrongState as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:members_announcement_changelist"))
