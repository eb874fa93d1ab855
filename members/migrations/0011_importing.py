from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from alliance.shared.permissions import grant

OFFICERS = [("members", "organisation", "import_organisation")]


def grant_permissions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    grant(apps, "Officers", OFFICERS)


class Migration(migrations.Migration):
    dependencies = [("members", "0010_paper_scans")]

    operations = [
        migrations.AlterModelOptions(
            name="organisation",
            options={
                "ordering": ("name",),
                "permissions": (
                    ("see_counted_organisation", "Can see organisations that are counted only"),
                    ("import_organisation", "Can import organisations from an earlier register"),
                ),
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
            },
        ),
        migrations.RunPython(grant_permissions, migrations.RunPython.noop),
    ]
