from django.db import migrations

from alliance.pages.first_texts import load_first_texts, load_first_translations


class Migration(migrations.Migration):
    dependencies = [("pages", "0006_page_translation")]

    operations = [
        # The English says since this release that there are translations.
        migrations.RunPython(load_first_texts, migrations.RunPython.noop),
        migrations.RunPython(load_first_translations, migrations.RunPython.noop),
    ]
