from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ContentVersionConfig(AppConfig):
    name = "alliance.shared.content_version"
    verbose_name = _("Content version")

    def ready(self) -> None:
        from alliance.shared.content_version import triggers

        # As Django keeps content types and permissions: whichever migration lost a trigger, none is missing afterwards.
        pre_migrate.connect(triggers.mark_as_in_change, sender=self)
        post_migrate.connect(triggers.install, sender=self)
