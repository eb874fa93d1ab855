from django.db import migrations

from alliance.pages.first_texts import load_first_texts


class Migration(migrations.Migration):
    dependencies = [("pages", "0004_texts_of_sign_on")]

    operations = [migrations.RunPython(load_first_texts, migrations.RunPython.noop)]
