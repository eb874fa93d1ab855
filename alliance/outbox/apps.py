from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "alliance.outbox"
    verbose_name = _("Outbox")
    # See alliance/shared/erasing.py.
    names_people = (
        *(f"post_office.Email.{name}" for name in ("to", "cc", "bcc", "subject", "message", "html_message")),
        *("post_office.Email.headers", "post_office.Email.context", "post_office.Log.message"),
    )

    def ready(self) -> None:
        from alliance.outbox import checks  # noqa: F401 - registers itself
