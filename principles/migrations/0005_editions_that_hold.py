from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def record_what_took_effect(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now every edition took effect when it was published."""
    Effect = apps.get_model("principles", "Effect")
    for edition in apps.get_model("principles", "Edition").objects.filter(effect__isnull=True):
        Effect.objects.create(edition=edition, at=edition.published_at)


class Migration(migrations.Migration):
    dependencies = [("principles", "0004_editions_take_effect")]

    operations = [migrations.RunPython(record_what_took_effect, migrations.RunPython.noop)]
