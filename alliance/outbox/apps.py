from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "alliance.outbox"
    verbose_name = _("Outbox")

    def ready(self) -> None:
        from alliance.outbox import checks  # noqa: F401 - registers itself
