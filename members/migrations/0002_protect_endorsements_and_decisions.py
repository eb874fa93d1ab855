from django.db import migrations

from alliance.shared.immutability import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("members", "0001_organisations")]

    operations = [ProtectRows("Endorsement"), ProtectRows("Decision")]
