from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from members.kept_themes import KeepThemes, keeping
from members.search_index import take_stock


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(keeping(schema_editor.connection.vendor), params=None)
    # Of what it has looked at before, SQLite would think that the new index alone is short.
    take_stock(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0014_orders"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [
        # Null in the database alone: for any other column SQLite would rebuild the table, and lose its triggers.
        migrations.SeparateDatabaseAndState(
            [migrations.AddField("organisation", "tagged", models.TextField(null=True, db_default=models.Value("")))],
            [
                migrations.AddField(
                    "organisation",
                    "tagged",
                    models.TextField(blank=True, db_default="", default="", editable=False),
                )
            ],
        ),
        KeepThemes(),
        # Last: PostgreSQL alters no table whose rows were changed in the same transaction.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
