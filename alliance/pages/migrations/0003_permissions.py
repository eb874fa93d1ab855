from typing import Any

from django.apps.registry import Apps
from django.db import migrations

from alliance.shared.permissions import grant

GROUPS = ("Editors", "Publishers")
# Nobody is given the right to delete a page: its address is permanent.
PERMISSIONS = [("pages", "page", codename) for codename in ("add_page", "change_page", "view_page")]


def grant_to_groups(apps: Apps, schema_editor: Any) -> None:
    for group in GROUPS:
        grant(apps, group, PERMISSIONS)


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0002_first_texts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant_to_groups, migrations.RunPython.noop)]
