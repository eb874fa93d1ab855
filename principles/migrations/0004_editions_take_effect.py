import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from alliance.shared.immutability import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("principles", "0003_editors_and_publishers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Effect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="effect",
                        to="principles.edition",
                        verbose_name="edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "taking effect",
                "verbose_name_plural": "takings effect",
            },
        ),
        migrations.CreateModel(
            name="EditionNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "change_class",
                    models.CharField(
                        choices=[("editorial", "editorial"), ("substantive", "substantive")],
                        max_length=20,
                        verbose_name="right class",
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="principles.edition",
                        verbose_name="edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice about a class",
                "verbose_name_plural": "notices about classes",
                "ordering": ("at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("change_class__in", ["editorial", "substantive"]), models.Q(("reason", ""), _negated=True)
                        ),
                        name="a_notice_has_a_class_and_a_reason",
                    )
                ],
            },
        ),
        ProtectRows("Effect"),
        ProtectRows("EditionNotice"),
    ]
