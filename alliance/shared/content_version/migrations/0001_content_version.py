from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                (
                    "scope",
                    models.CharField(
                        max_length=20, primary_key=True, serialize=False, verbose_name="part of the content"
                    ),
                ),
                ("number", models.BigIntegerField(null=True, verbose_name="version")),
            ],
            options={"verbose_name": "content version", "verbose_name_plural": "content versions"},
        ),
    ]
