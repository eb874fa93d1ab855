from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from alliance.shared.permissions import grant

OFFICERS = [("members", "profilechange", "view_profilechange")]


def grant_permissions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    grant(apps, "Officers", OFFICERS)


class Migration(migrations.Migration):
    dependencies = [("members", "0007_profile_changes_and_logos")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
