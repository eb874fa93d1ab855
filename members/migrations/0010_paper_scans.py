import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0009_reasons_can_be_redacted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperScan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("application/pdf", "PDF"), ("image/webp", "picture")],
                        max_length=20,
                        verbose_name="kind of file",
                    ),
                ),
                ("content", models.BinaryField(verbose_name="scan")),
                ("size", models.PositiveIntegerField(verbose_name="number of bytes")),
                ("digest", models.CharField(max_length=64, verbose_name="digest of the scan")),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="kept since")),
                (
                    "endorsement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="paper_scan", to="members.endorsement"
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="kept by",
                    ),
                ),
            ],
            options={
                "verbose_name": "scan of a paper",
                "verbose_name_plural": "scans of papers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0), ("size__lte", 5000000)),
                        name="a_scan_has_bytes_and_not_too_many",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("application/pdf", "image/webp"))),
                        name="a_scan_is_a_pdf_or_a_picture",
                    ),
                ],
            },
        ),
    ]
