import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from alliance.shared.immutability import ProtectRows


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0003_officers"),
        ("principles", "0005_editions_that_hold"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField(verbose_name="go out at")),
                ("cancelled_at", models.DateTimeField(null=True, verbose_name="stopped")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="sent")),
            ],
            options={
                "verbose_name": "message about an edition",
                "verbose_name_plural": "messages about editions",
                "ordering": ("-due_at",),
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "occasion",
                    models.CharField(
                        choices=[("asked", "asked to reaffirm"), ("told", "told of an editorial change")],
                        max_length=10,
                        verbose_name="occasion",
                    ),
                ),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                ("reminders", models.PositiveSmallIntegerField(default=0, verbose_name="reminders")),
            ],
            options={
                "verbose_name": "letter about an edition",
                "verbose_name_plural": "letters about editions",
                "ordering": ("written_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SignatureRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("language", models.CharField(max_length=20, verbose_name="language of the person who asked")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked")),
            ],
            options={
                "verbose_name": "request for a signature",
                "verbose_name_plural": "requests for signatures",
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="edition",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="principles.edition",
                verbose_name="edition",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="verb",
            field=models.CharField(
                choices=[
                    ("submit", "sent in"),
                    ("call_back", "called back"),
                    ("return", "returned with questions"),
                    ("accept", "accepted"),
                    ("decline", "declined"),
                    ("retract", "retracted"),
                    ("suspend", "suspended"),
                    ("restore", "restored"),
                    ("leave", "left"),
                    ("remove", "removed"),
                    ("merge", "merged"),
                    ("hand_over", "desk handed over"),
                    ("paper", "signature on paper recorded"),
                    ("stay", "stays on the edition that it signed"),
                    ("object", "objects to the class of a change"),
                ],
                max_length=12,
                verbose_name="decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("edition__isnull", False), ("verb__in", ("stay", "object"))),
                    models.Q(models.Q(("verb__in", ("stay", "object")), _negated=True), ("edition__isnull", True)),
                    _connector="OR",
                ),
                name="an_answer_or_objection_and_nothing_else_names_an_edition",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verb", "object")),
                fields=("organisation", "edition"),
                name="one_objection_of_an_organisation_to_each_edition",
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="cancelled_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="stopped by",
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="announcements",
                to="principles.edition",
                verbose_name="edition",
            ),
        ),
        migrations.AddField(
            model_name="announcement",
            name="notice",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="principles.editionnotice",
                verbose_name="correction of the class",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="principles.edition"
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="members.organisation"
            ),
        ),
        migrations.AddField(
            model_name="signaturerequest",
            name="asker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="signaturerequest",
            name="organisation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="signature_request", to="members.organisation"
            ),
        ),
        migrations.AddField(
            model_name="signaturerequest",
            name="signatory",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signature_requests",
                to="members.signatory",
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("notice", None)), fields=("edition",), name="one_announcement_of_each_edition"
            ),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.UniqueConstraint(fields=("notice",), name="one_announcement_of_each_notice"),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at", None), ("cancelled_by", None)),
                    models.Q(("cancelled_at__isnull", False), ("cancelled_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_stopped_announcement_says_who_stopped_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=("organisation", "edition", "occasion"), name="one_letter_about_an_edition_on_each_occasion"
            ),
        ),
        # SQLite has built the table anew for the constraint, and lost its triggers.
        ProtectRows("Decision"),
    ]
