from django.db import migrations

from alliance.shared.immutability import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("principles", "0001_text")]

    operations = [
        ProtectRows("Wording"),
        ProtectRows("Edition"),
        ProtectRows("EditionClause", sealed_by=("edition_id", "principles_edition")),
        ProtectRows("Translation", mutable=("state", "moved_by", "moved_at")),
    ]
