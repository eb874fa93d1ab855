from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import HistoricalChanges
from simple_history.template_utils import HistoricalRecordContextHelper

# Longer than any text of ours.
WHOLE = 1_000_000


class HistoryAdmin(SimpleHistoryAdmin):
    """History with the whole old and new value: the word that changed may stand anywhere in a long text."""

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: HistoricalChanges
    ) -> HistoricalRecordContextHelper:
        return HistoricalRecordContextHelper(self.model, historical_record, max_displayed_delta_change_chars=WHOLE)
