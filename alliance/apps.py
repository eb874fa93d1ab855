from django.apps import AppConfig


class AllianceConfig(AppConfig):
    name = "alliance"
    # See alliance/shared/erasing.py; for libraries, which cannot say it themselves.
    names_people = ("admin.LogEntry.object_repr", "admin.LogEntry.change_message")

    def ready(self) -> None:
        from alliance.shared.languages import install_pseudo_language

        install_pseudo_language()
