from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_person")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="language",
            field=models.CharField(
                blank=True,
                help_text="Of the page on which the person signed up, if known.",
                max_length=15,
                verbose_name="language",
            ),
        ),
    ]
