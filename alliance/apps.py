from django.apps import AppConfig


class AllianceConfig(AppConfig):
    name = "alliance"

    def ready(self) -> None:
        from alliance.shared.languages import install_pseudo_language

        install_pseudo_language()
