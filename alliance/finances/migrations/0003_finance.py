from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from alliance.shared.permissions import grant

EDITED = ("financialyear", "statement", "line", "subtotal", "category", "fundingsource", "exchangerate")
EDITING = [
    ("finances", model, f"{action}_{model}") for model in EDITED for action in ("add", "change", "delete", "view")
] + [("finances", "correction", "view_correction")]
PUBLISHING = [*EDITING, ("finances", "financialyear", "publish_financialyear")]


def grant_permissions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    grant(apps, "Finance", EDITING)
    grant(apps, "Finance publishers", PUBLISHING)


class Migration(migrations.Migration):
    dependencies = [
        ("finances", "0002_protect_published_accounts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
