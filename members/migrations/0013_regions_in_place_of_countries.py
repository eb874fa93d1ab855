import django_countries.fields
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from members.regions import COUNTRIES


def add(
    model: str, name: str, field: type[models.Field], *, db_default: object, **said: object
) -> migrations.SeparateDatabaseAndState:
    """A column that may be null in the database alone, with a default that is there for old code, too.

    For any other SQLite would rebuild the table, and lose the triggers that keep what belongs to organisations.
    """
    in_database = field(null=True, db_default=models.Value(db_default), **said)
    in_code = field(default=db_default, db_default=db_default, **said)
    return migrations.SeparateDatabaseAndState(
        [migrations.AddField(model, name, in_database)], [migrations.AddField(model, name, in_code)]
    )


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    organisations = apps.get_model("members", "Organisation").objects
    organisations.update(public_country=models.F("country"))
    for region, countries in COUNTRIES.items():
        organisations.filter(country__in=countries).update(public_region=region)


REGION_ONLY = {"db_default": False, "verbose_name": "region in place of the country"}


class Migration(migrations.Migration):
    dependencies = [("members", "0012_search")]

    operations = [
        add("organisation", "region_only", models.BooleanField, **REGION_ONLY),
        add("historicalorganisation", "region_only", models.BooleanField, **REGION_ONLY),
        add(
            *("organisation", "public_country", django_countries.fields.CountryField),
            **{"db_default": "", "blank": True, "editable": False, "max_length": 2},
        ),
        add(
            *("organisation", "public_region", models.CharField),
            **{"db_default": "", "blank": True, "editable": False, "max_length": 3},
        ),
        migrations.RemoveIndex("organisation", "organisations_counted_by"),
        migrations.AddIndex(
            "organisation",
            models.Index(
                fields=["standing", "visibility", "public_country", "public_region", "kind", "endorsed", "since"],
                name="organisations_counted_by",
            ),
        ),
        # Last: PostgreSQL alters no table whose rows were changed in the same transaction.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
