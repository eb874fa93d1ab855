from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from alliance.shared.permissions import grant

EDITING = [
    ("principles", model, f"{action}_{model}")
    for model in ("beliefstatement", "coreprinciple")
    for action in ("add", "change", "view")
] + [("principles", "edition", "view_edition")]
PUBLISHING = [*EDITING, ("principles", "edition", "publish_edition")]


def grant_permissions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    grant(apps, "Editors", EDITING)
    grant(apps, "Publishers", PUBLISHING)


class Migration(migrations.Migration):
    dependencies = [
        ("principles", "0002_protect_published_rows"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
