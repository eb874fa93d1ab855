from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import HistoricalChanges
from simple_history.template_utils import HistoricalRecordContextHelper

# Longer than any text of ours.
WHOLE = 1_000_000


class HistoryAdmin(SimpleHistoryAdmin):
    """History with the whole old and new value: the word that changed may stand anywhere in a long text."""

    # What changed is told only within a page of the list.
    history_list_per_page = 1000

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: HistoricalChanges
    ) -> HistoricalRecordContextHelper:
        return HistoricalRecordContextHelper(self.model, historical_record, max_displayed_delta_change_chars=WHOLE)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # By itself this view lets whoever may look at an earlier state bring it back, and fails at wrong addresses.
        if request.method == "POST" and not self.has_change_permission(request):
            raise PermissionDenied
        if not (object_id.isdecimal() and version_id.isdecimal()):
            raise Http404
        return super().history_form_view(request, object_id, version_id, extra_context)
