from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS, Attachment, Email, EmailTemplate, Log

from alliance.outbox.models import Mail
from alliance.outbox.models.mail import NothingLeftToSend

# Theirs shows the texts, keys to sign in with among them, and needs inline styles.
admin.site.unregister([Email, Log, EmailTemplate, Attachment])

STATES = {
    STATUS.queued: _("waiting"),
    STATUS.requeued: _("waiting, was tried"),
    STATUS.sent: _("sent"),
    STATUS.failed: _("given up"),
}


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [(str(status), name) for status, name in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Mail]) -> QuerySet[Mail]:
        chosen = {status for status in STATES if str(status) == self.value()}
        return queryset.filter(status__in=chosen) if chosen else queryset


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    """What became of each mail. No text is shown, whoever looks."""

    list_display = ("subject_line", "recipient", "state", "created", "last_updated", "number_of_attempts", "last_error")
    list_display_links = ("subject_line",)
    list_filter = (StateFilter, "created")
    search_fields = ("to", "subject")
    ordering = ("-pk",)
    actions = ("send_again",)
    fields = (
        *("subject_line", "recipient", "from_email", "state", "created", "last_updated"),
        *("number_of_attempts", "next_attempt", "expires_at", "errors"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        # The texts do not even leave the database.
        return super().get_queryset(request).defer("message", "html_message", "context").prefetch_related("logs")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        # By itself the admin filters by any column that an address names: a text could be guessed letter by letter.
        return lookup.partition("__")[0] in {"state", "created"}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Mail | None = None) -> bool:
        return False

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.send_again_mail")

    @admin.action(description=_("Send again"), permissions=["send_again"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        sent_again = 0
        for mail in queryset:
            try:
                mail.send_again()
            except NothingLeftToSend:
                continue
            self.log_change(request, mail, gettext("Sent again."))
            sent_again += 1
        if sent_again:
            told = ngettext("%(count)d mail will be sent again.", "%(count)d mails will be sent again.", sent_again)
            self.message_user(request, told % {"count": sent_again})
        if left := len(queryset) - sent_again:
            told = ngettext(
                "%(count)d mail was left as it is: it was not given up, or its text is gone because it held a key.",
                "%(count)d mails were left as they are: they were not given up, or their text is gone because it held"
                " a key.",
                left,
            )
            self.message_user(request, told % {"count": left}, messages.WARNING)

    @admin.display(description=_("subject"), ordering="subject")
    def subject_line(self, mail: Mail) -> str:
        return mail.subject or gettext("(no subject)")

    @admin.display(description=_("recipient"), ordering="to")
    def recipient(self, mail: Mail) -> str:
        return ", ".join(mail.to)

    @admin.display(description=_("state"), ordering="status")
    def state(self, mail: Mail) -> str:
        return STATES[mail.status]

    @admin.display(description=_("attempts"), ordering="number_of_retries")
    def number_of_attempts(self, mail: Mail) -> int:
        return mail.number_of_retries or 0

    @admin.display(description=_("next attempt"))
    def next_attempt(self, mail: Mail) -> Any:
        return mail.scheduled_time if mail.is_waiting else None

    @admin.display(description=_("last error"))
    def last_error(self, mail: Mail) -> str:
        logs = mail.failures
        return logs[-1] if logs else ""

    @admin.display(description=_("errors"))
    def errors(self, mail: Mail) -> str:
        return "\n".join(mail.failures)
