from typing import Any

from django.apps.registry import Apps
from django.db import migrations

from alliance.shared.permissions import grant

GROUPS = ("Editors", "Publishers")
PERMISSIONS = [("pages", "pagetranslation", f"{action}_pagetranslation") for action in ("add", "change", "view")]


def grant_to_groups(apps: Apps, schema_editor: Any) -> None:
    for group in GROUPS:
        grant(apps, group, PERMISSIONS)


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0007_first_translations"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant_to_groups, migrations.RunPython.noop)]
