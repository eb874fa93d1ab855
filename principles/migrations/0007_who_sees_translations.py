from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from alliance.shared.permissions import grant

# In which languages somebody may translate, the rows of Translator say.
LOOKING = [("principles", "translation", "view_translation")]


def grant_permissions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for group in ("Translators", "Editors", "Publishers"):
        grant(apps, group, LOOKING)


class Migration(migrations.Migration):
    dependencies = [("principles", "0006_translators")]

    operations = [migrations.RunPython(grant_permissions, migrations.RunPython.noop)]
