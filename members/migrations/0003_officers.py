from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from alliance.shared.permissions import grant

OFFICERS = [("members", model, f"view_{model}") for model in ("signon", "organisation", "endorsement", "decision")] + [
    ("members", "signon", "decide_signon"),
    ("members", "organisation", "see_counted_organisation"),
]


def grant_permissions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    grant(apps, "Officers", OFFICERS)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_protect_endorsements_and_decisions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
