import django.db.models.deletion
import django.utils.timezone
import django_countries.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0006_invitations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                    ("change", "change of the profile accepted"),
                    ("keep", "change of the profile declined"),
                ],
                max_length=12,
                verbose_name="decision",
            ),
        ),
        migrations.CreateModel(
            name="Logo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("image", models.BinaryField(verbose_name="picture")),
                ("alt", models.CharField(max_length=200, verbose_name="what the picture shows")),
                ("width", models.PositiveSmallIntegerField(verbose_name="width")),
                ("height", models.PositiveSmallIntegerField(verbose_name="height")),
                ("digest", models.CharField(max_length=64, verbose_name="digest of the picture")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="changed")),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="logo", to="members.organisation"
                    ),
                ),
            ],
            options={
                "verbose_name": "logo",
                "verbose_name_plural": "logos",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("alt", ""), _negated=True), name="logo_says_what_it_shows"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProfileChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="legal name")),
                ("country", django_countries.fields.CountryField(max_length=2, verbose_name="country")),
                ("website", models.URLField(blank=True, max_length=300, verbose_name="website")),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="proposed")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting for review"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "state_since",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="since"),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="profile_change",
                        to="members.decision",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="profile_changes",
                        to="members.organisation",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a profile",
                "verbose_name_plural": "changes of profiles",
                "ordering": ("proposed_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("organisation",),
                        name="one_waiting_change_for_each_organisation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision__isnull", False), ("state__in", ("accepted", "declined"))),
                            models.Q(("decision__isnull", True), ("state__in", ("waiting", "withdrawn"))),
                            _connector="OR",
                        ),
                        name="a_decided_change_and_no_other_has_a_decision",
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="change_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("country", ""), _negated=True), name="change_has_a_country"
                    ),
                ],
            },
        ),
    ]
