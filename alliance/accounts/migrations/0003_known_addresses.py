from django.db import migrations


def know_the_addresses_of_staff(apps, schema_editor):
    """Until now only staff had accounts, made by somebody who knew them: their addresses need no confirmation."""
    addresses = apps.get_model("account", "EmailAddress").objects
    for person in apps.get_model("accounts", "User").objects.all():
        person.email = person.email.lower()
        person.save(update_fields=["email"])
        addresses.get_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_language"), ("account", "0009_emailaddress_unique_primary_email")]

    operations = [migrations.RunPython(know_the_addresses_of_staff, migrations.RunPython.noop)]
