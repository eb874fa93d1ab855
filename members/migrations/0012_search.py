import django.db.models.deletion
from django.db import migrations, models

from members.search_index import ENDORSED, YEAR, KeepSearchIndex
from members.searching import searched_form


def fill(apps, schema_editor):
    organisations = apps.get_model("members", "Organisation").objects
    rows = organisations.only("name", "other_names").order_by("pk")
    batch = []
    for row in rows.iterator(chunk_size=1000):
        row.searched = searched_form(row.name, row.other_names)
        batch.append(row)
        if len(batch) == 1000:
            organisations.bulk_update(batch, ["searched"])
            batch = []
    organisations.bulk_update(batch, ["searched"])
    schema_editor.execute(ENDORSED.format(year=YEAR[schema_editor.connection.vendor]), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0011_importing"),
        ("principles", "0008_moves_of_translations"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="searched",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        migrations.AddField(
            model_name="organisation",
            name="endorsed",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="principles.edition",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="first_signed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="organisation",
            name="since",
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["standing", "visibility", "folded_name", "id"], name="organisations_by_name"),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                fields=["standing", "visibility", "country", "kind", "endorsed", "since"],
                name="organisations_counted_by",
            ),
        ),
        KeepSearchIndex(),
        # Last: PostgreSQL alters no table whose rows were changed in the same transaction.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
