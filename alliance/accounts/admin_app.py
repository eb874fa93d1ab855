from importlib import import_module
from typing import Any

from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class StaffAdminConfig(SimpleAdminConfig):
    """What staff see is not loaded at a start, but with the addresses of the admin, once somebody asks for one."""

    default_site = "alliance.accounts.admin_site.StaffSite"

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_what_staff_see, checks.Tags.admin)


def check_what_staff_see(**options: Any) -> list[checks.CheckMessage]:
    import_module("alliance.accounts.admin_urls")
    return check_admin_app(**options)
