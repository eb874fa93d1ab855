import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0005_text_of_own_data"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalPageTranslation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "text",
                    models.TextField(
                        help_text="Markdown: an empty line between paragraphs, ## before a heading, - before each item of a list, [words](https://address.example/) for a link, **words** to stress them. HTML and images are not shown.",
                        verbose_name="text",
                    ),
                ),
                ("language", models.CharField(max_length=20, verbose_name="language")),
                (
                    "is_machine_made",
                    models.BooleanField(default=False, editable=False, verbose_name="made by a machine"),
                ),
                (
                    "source_digest",
                    models.CharField(
                        editable=False, max_length=64, verbose_name="digest of the English that it translates"
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pages.page",
                        verbose_name="page",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical translation of a page",
                "verbose_name_plural": "historical translations of pages",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="PageTranslation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "text",
                    models.TextField(
                        help_text="Markdown: an empty line between paragraphs, ## before a heading, - before each item of a list, [words](https://address.example/) for a link, **words** to stress them. HTML and images are not shown.",
                        verbose_name="text",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="updated"),
                ),
                ("language", models.CharField(max_length=20, verbose_name="language")),
                (
                    "is_machine_made",
                    models.BooleanField(default=False, editable=False, verbose_name="made by a machine"),
                ),
                (
                    "source_digest",
                    models.CharField(
                        editable=False, max_length=64, verbose_name="digest of the English that it translates"
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="pages.page",
                        verbose_name="page",
                    ),
                ),
            ],
            options={
                "verbose_name": "translation of a page",
                "verbose_name_plural": "translations of pages",
                "ordering": ("page__title", "language"),
                "constraints": [
                    models.UniqueConstraint(fields=("page", "language"), name="one_translation_per_page_and_language"),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="page_translation_has_a_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="page_translation_has_a_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language", ""), _negated=True), name="page_translation_has_a_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source_digest", ""), _negated=True), name="page_translation_has_a_source"
                    ),
                ],
            },
        ),
    ]
