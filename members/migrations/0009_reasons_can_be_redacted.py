from django.db import migrations, models

from alliance.shared.immutability import ProtectRows

VERBS = [
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
    ("correct", "signatory corrected"),
    ("erase", "signatory erased"),
]


class Migration(migrations.Migration):
    dependencies = [("members", "0008_officers_review_profile_changes")]

    operations = [
        migrations.AddField(
            model_name="signatory",
            name="erased_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="erased"),
        ),
        migrations.AddConstraint(
            model_name="signatory",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True),
                    models.Q(("email", ""), ("job_title", ""), ("name", ""), ("person", None)),
                    _connector="OR",
                ),
                name="nothing_is_left_of_an_erased_signatory",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="verb",
            field=models.CharField(choices=VERBS, max_length=12, verbose_name="decision"),
        ),
        # A reason may name somebody who is renamed or erased.
        ProtectRows("Decision", mutable=["reason"]),
    ]
