from django.db import migrations, models

from members.search_index import NEWEST_FIRST, take_stock


def add(apps, schema_editor):
    schema_editor.execute(NEWEST_FIRST[schema_editor.connection.vendor], params=None)
    # Of what it has looked at before, SQLite would think that the new index alone is short.
    take_stock(schema_editor.connection)


def remove(apps, schema_editor):
    schema_editor.execute("DROP INDEX IF EXISTS organisations_newest_first", params=None)


class Migration(migrations.Migration):
    dependencies = [("members", "0012_search")]

    operations = [
        migrations.AddIndex(
            model_name="endorsement",
            index=models.Index(fields=["signed_at", "id"], name="endorsements_by_time"),
        ),
        migrations.RunPython(add, remove),
    ]
