import uuid
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import django_countries.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import alliance.finances.models.statement
import alliance.finances.money


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FinancialYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.CharField(
                        error_messages={"unique": "There is a year of this name already."},
                        help_text="As it stands in the address: 2025, or 2024-25.",
                        max_length=20,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{4}(-[0-9]{2,4})?\\Z", "Write it like 2025 or 2024-25."
                            )
                        ],
                        verbose_name="name",
                    ),
                ),
                ("first_day", models.DateField(unique=True, verbose_name="first day")),
                ("last_day", models.DateField(unique=True, verbose_name="last day")),
                (
                    "currency",
                    models.CharField(
                        choices=alliance.finances.money.currency_choices,
                        help_text="The totals of the year are told in it.",
                        max_length=3,
                        verbose_name="currency",
                    ),
                ),
                (
                    "budget_due",
                    models.DateField(
                        help_text="The last day on which its budget can be published without being late.",
                        verbose_name="budget due",
                    ),
                ),
                (
                    "budget_missing_since",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="budget missing since"),
                ),
            ],
            options={
                "verbose_name": "financial year",
                "verbose_name_plural": "financial years",
                "ordering": ("-first_day",),
                "permissions": (("publish_financialyear", "Can publish and correct the accounts of a year"),),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gt", models.F("first_day"))),
                        name="a_financial_year_ends_after_it_begins",
                        violation_error_message="The last day comes after the first one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("slug", ""), _negated=True),
                            ("slug", django.db.models.functions.text.Lower("slug")),
                        ),
                        name="a_financial_year_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("budget_missing_since__isnull", True),
                            ("budget_missing_since", models.F("budget_due")),
                            _connector="OR",
                        ),
                        name="a_budget_is_missing_since_it_was_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("income", "income"), ("expense", "expense")], max_length=10, verbose_name="kind"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="finances.category",
                        verbose_name="part of",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="categories",
                        to="finances.financialyear",
                        verbose_name="year",
                    ),
                ),
            ],
            options={
                "verbose_name": "category",
                "verbose_name_plural": "categories",
                "ordering": ("kind", "position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalCategory",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("income", "income"), ("expense", "expense")], max_length=10, verbose_name="kind"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="finances.category",
                        verbose_name="part of",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="finances.financialyear",
                        verbose_name="year",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical category",
                "verbose_name_plural": "historical categories",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalExchangeRate",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "currency",
                    models.CharField(
                        choices=alliance.finances.money.currency_choices, max_length=3, verbose_name="currency"
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=8,
                        help_text="What one unit of it is worth in the currency of the year.",
                        max_digits=15,
                        validators=[django.core.validators.MinValueValidator(Decimal("1E-8"))],
                        verbose_name="rate",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="Such as the central bank that published it.", max_length=200, verbose_name="source"
                    ),
                ),
                ("source_link", models.URLField(blank=True, max_length=500, verbose_name="link to the source")),
                ("day", models.DateField(verbose_name="day of the rate")),
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
                    "year",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="finances.financialyear",
                        verbose_name="year",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical exchange rate",
                "verbose_name_plural": "historical exchange rates",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFinancialYear",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "slug",
                    models.CharField(
                        db_index=True,
                        error_messages={"unique": "There is a year of this name already."},
                        help_text="As it stands in the address: 2025, or 2024-25.",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{4}(-[0-9]{2,4})?\\Z", "Write it like 2025 or 2024-25."
                            )
                        ],
                        verbose_name="name",
                    ),
                ),
                ("first_day", models.DateField(db_index=True, verbose_name="first day")),
                ("last_day", models.DateField(db_index=True, verbose_name="last day")),
                (
                    "currency",
                    models.CharField(
                        choices=alliance.finances.money.currency_choices,
                        help_text="The totals of the year are told in it.",
                        max_length=3,
                        verbose_name="currency",
                    ),
                ),
                (
                    "budget_due",
                    models.DateField(
                        help_text="The last day on which its budget can be published without being late.",
                        verbose_name="budget due",
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
            ],
            options={
                "verbose_name": "historical financial year",
                "verbose_name_plural": "historical financial years",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFundingSource",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("funder", models.CharField(max_length=200, verbose_name="funder")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "government"),
                            ("multilateral", "multilateral organisation"),
                            ("foundation", "foundation"),
                            ("organisation", "organisation of civil society"),
                            ("members", "members of the Alliance"),
                            ("company", "company"),
                            ("academic", "university or research"),
                            ("person", "private person"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="kind of funder",
                    ),
                ),
                (
                    "country",
                    django_countries.fields.CountryField(
                        blank=True,
                        help_text="None for a funder of many countries.",
                        max_length=2,
                        verbose_name="country",
                    ),
                ),
                (
                    "amount",
                    alliance.finances.models.statement.AmountField(
                        decimal_places=3,
                        help_text="What falls into this year, in the currency in which it is given.",
                        max_digits=15,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.001"))],
                        verbose_name="amount",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        choices=alliance.finances.money.currency_choices, max_length=3, verbose_name="currency"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day of the agreement")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day of the agreement")),
                ("purpose", models.TextField(verbose_name="purpose")),
                (
                    "is_restricted",
                    models.BooleanField(
                        default=False,
                        help_text="Whether the funder says what it may be spent on.",
                        verbose_name="restricted",
                    ),
                ),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="link to the funder")),
                ("agreement_link", models.URLField(blank=True, max_length=500, verbose_name="link to the agreement")),
                (
                    "no_agreement_because",
                    models.TextField(
                        blank=True,
                        help_text="If there is neither a link nor a PDF.",
                        verbose_name="why the agreement is not published",
                    ),
                ),
                (
                    "withheld_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("safety", "Withheld for the safety of people"),
                            ("law", "Withheld because a law or a court demands it"),
                            ("privacy", "Withheld because it is a private person"),
                        ],
                        help_text="The public then sees the amount and this reason, and nothing that says who it is.",
                        max_length=10,
                        verbose_name="name withheld",
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
                    "year",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="finances.financialyear",
                        verbose_name="year",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical funding source",
                "verbose_name_plural": "historical funding sources",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStatement",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("budget", "budget"), ("actual", "actual income and expense")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "stated_income",
                    alliance.finances.models.statement.AmountField(
                        blank=True,
                        decimal_places=3,
                        help_text="As declared, in the currency of the year.",
                        max_digits=15,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="stated total of income",
                    ),
                ),
                (
                    "stated_expense",
                    alliance.finances.models.statement.AmountField(
                        blank=True,
                        decimal_places=3,
                        help_text="As declared, in the currency of the year.",
                        max_digits=15,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="stated total of expense",
                    ),
                ),
                (
                    "approved_by",
                    models.CharField(
                        blank=True,
                        help_text="A body or a role, such as “General assembly”. It will be public: name no person.",
                        max_length=200,
                        verbose_name="approved by",
                    ),
                ),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="approved on")),
                ("notes", models.TextField(blank=True, help_text="They will be public.", verbose_name="notes")),
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
                    "year",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="finances.financialyear",
                        verbose_name="year",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical budget or actual accounts",
                "verbose_name_plural": "historical budgets and actual accounts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="published")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="published by",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="finances.financialyear",
                        verbose_name="year",
                    ),
                ),
            ],
            options={
                "verbose_name": "publication of accounts",
                "verbose_name_plural": "publications of accounts",
                "ordering": ("at",),
            },
        ),
        migrations.CreateModel(
            name="FundingSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("funder", models.CharField(max_length=200, verbose_name="funder")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "government"),
                            ("multilateral", "multilateral organisation"),
                            ("foundation", "foundation"),
                            ("organisation", "organisation of civil society"),
                            ("members", "members of the Alliance"),
                            ("company", "company"),
                            ("academic", "university or research"),
                            ("person", "private person"),
                            ("other", "other"),
                        ],
                        max_length=20,
                        verbose_name="kind of funder",
                    ),
                ),
                (
                    "country",
                    django_countries.fields.CountryField(
                        blank=True,
                        help_text="None for a funder of many countries.",
                        max_length=2,
                        verbose_name="country",
                    ),
                ),
                (
                    "amount",
                    alliance.finances.models.statement.AmountField(
                        decimal_places=3,
                        help_text="What falls into this year, in the currency in which it is given.",
                        max_digits=15,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.001"))],
                        verbose_name="amount",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        choices=alliance.finances.money.currency_choices, max_length=3, verbose_name="currency"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day of the agreement")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day of the agreement")),
                ("purpose", models.TextField(verbose_name="purpose")),
                (
                    "is_restricted",
                    models.BooleanField(
                        default=False,
                        help_text="Whether the funder says what it may be spent on.",
                        verbose_name="restricted",
                    ),
                ),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="link to the funder")),
                ("agreement_link", models.URLField(blank=True, max_length=500, verbose_name="link to the agreement")),
                (
                    "no_agreement_because",
                    models.TextField(
                        blank=True,
                        help_text="If there is neither a link nor a PDF.",
                        verbose_name="why the agreement is not published",
                    ),
                ),
                (
                    "withheld_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("safety", "Withheld for the safety of people"),
                            ("law", "Withheld because a law or a court demands it"),
                            ("privacy", "Withheld because it is a private person"),
                        ],
                        help_text="The public then sees the amount and this reason, and nothing that says who it is.",
                        max_length=10,
                        verbose_name="name withheld",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="finances.financialyear",
                        verbose_name="year",
                    ),
                ),
                (
                    "published_with",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finances.publication",
                        verbose_name="published with",
                    ),
                ),
            ],
            options={
                "verbose_name": "funding source",
                "verbose_name_plural": "funding sources",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "currency",
                    models.CharField(
                        choices=alliance.finances.money.currency_choices, max_length=3, verbose_name="currency"
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(
                        decimal_places=8,
                        help_text="What one unit of it is worth in the currency of the year.",
                        max_digits=15,
                        validators=[django.core.validators.MinValueValidator(Decimal("1E-8"))],
                        verbose_name="rate",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="Such as the central bank that published it.", max_length=200, verbose_name="source"
                    ),
                ),
                ("source_link", models.URLField(blank=True, max_length=500, verbose_name="link to the source")),
                ("day", models.DateField(verbose_name="day of the rate")),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rates",
                        to="finances.financialyear",
                        verbose_name="year",
                    ),
                ),
                (
                    "published_with",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finances.publication",
                        verbose_name="published with",
                    ),
                ),
            ],
            options={
                "verbose_name": "exchange rate",
                "verbose_name_plural": "exchange rates",
                "ordering": ("currency",),
            },
        ),
        migrations.AddField(
            model_name="category",
            name="published_with",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finances.publication",
                verbose_name="published with",
            ),
        ),
        migrations.CreateModel(
            name="AgreementDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.BinaryField(verbose_name="PDF")),
                ("size", models.PositiveIntegerField(verbose_name="number of bytes")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreement",
                        to="finances.fundingsource",
                    ),
                ),
                (
                    "published_with",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finances.publication",
                        verbose_name="published with",
                    ),
                ),
            ],
            options={
                "verbose_name": "signed agreement",
                "verbose_name_plural": "signed agreements",
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("budget", "budget"), ("actual", "actual income and expense")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "stated_income",
                    alliance.finances.models.statement.AmountField(
                        blank=True,
                        decimal_places=3,
                        help_text="As declared, in the currency of the year.",
                        max_digits=15,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="stated total of income",
                    ),
                ),
                (
                    "stated_expense",
                    alliance.finances.models.statement.AmountField(
                        blank=True,
                        decimal_places=3,
                        help_text="As declared, in the currency of the year.",
                        max_digits=15,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="stated total of expense",
                    ),
                ),
                (
                    "approved_by",
                    models.CharField(
                        blank=True,
                        help_text="A body or a role, such as “General assembly”. It will be public: name no person.",
                        max_length=200,
                        verbose_name="approved by",
                    ),
                ),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="approved on")),
                ("notes", models.TextField(blank=True, help_text="They will be public.", verbose_name="notes")),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="finances.financialyear",
                        verbose_name="year",
                    ),
                ),
            ],
            options={
                "verbose_name": "budget or actual accounts",
                "verbose_name_plural": "budgets and actual accounts",
                "ordering": ("-year__first_day", "-kind"),
            },
        ),
        migrations.AddField(
            model_name="publication",
            name="statement",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="publication",
                to="finances.statement",
                verbose_name="statement",
            ),
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("description", models.CharField(blank=True, max_length=200, verbose_name="description")),
                (
                    "amount",
                    alliance.finances.models.statement.AmountField(
                        decimal_places=3,
                        max_digits=15,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="amount",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        choices=alliance.finances.money.currency_choices, max_length=3, verbose_name="currency"
                    ),
                ),
                ("notes", models.TextField(blank=True, help_text="They will be public.", verbose_name="notes")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="finances.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="finances.statement",
                        verbose_name="statement",
                    ),
                ),
            ],
            options={
                "verbose_name": "line",
                "verbose_name_plural": "lines",
                "ordering": ("category__kind", "category__position", "category", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalSubtotal",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "amount",
                    alliance.finances.models.statement.AmountField(
                        decimal_places=3,
                        max_digits=15,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="stated subtotal",
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
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="finances.category",
                        verbose_name="category",
                    ),
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
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="finances.statement",
                        verbose_name="statement",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical stated subtotal",
                "verbose_name_plural": "historical stated subtotals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLine",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("description", models.CharField(blank=True, max_length=200, verbose_name="description")),
                (
                    "amount",
                    alliance.finances.models.statement.AmountField(
                        decimal_places=3,
                        max_digits=15,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="amount",
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        choices=alliance.finances.money.currency_choices, max_length=3, verbose_name="currency"
                    ),
                ),
                ("notes", models.TextField(blank=True, help_text="They will be public.", verbose_name="notes")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="finances.category",
                        verbose_name="category",
                    ),
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
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="finances.statement",
                        verbose_name="statement",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical line",
                "verbose_name_plural": "historical lines",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="StatementDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.BinaryField(verbose_name="PDF")),
                ("size", models.PositiveIntegerField(verbose_name="number of bytes")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "statement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="document", to="finances.statement"
                    ),
                ),
            ],
            options={
                "verbose_name": "signed statement",
                "verbose_name_plural": "signed statements",
            },
        ),
        migrations.CreateModel(
            name="Subtotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "amount",
                    alliance.finances.models.statement.AmountField(
                        decimal_places=3,
                        max_digits=15,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="stated subtotal",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subtotals",
                        to="finances.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subtotals",
                        to="finances.statement",
                        verbose_name="statement",
                    ),
                ),
            ],
            options={
                "verbose_name": "stated subtotal",
                "verbose_name_plural": "stated subtotals",
                "ordering": ("category__kind", "category__position", "category"),
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "record",
                    models.CharField(
                        choices=[
                            ("statement", "stated totals and approval"),
                            ("line", "line"),
                            ("subtotal", "stated subtotal"),
                            ("category", "category"),
                            ("source", "funding source"),
                            ("rate", "exchange rate"),
                        ],
                        max_length=10,
                        verbose_name="what was corrected",
                    ),
                ),
                ("row", models.PositiveBigIntegerField(verbose_name="row")),
                ("field", models.CharField(max_length=40, verbose_name="field")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("old_value", models.TextField(blank=True, verbose_name="what it said")),
                ("new_value", models.TextField(blank=True, verbose_name="what holds")),
                ("reason", models.TextField(help_text="It will be public.", verbose_name="reason")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="corrected by",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="finances.financialyear",
                        verbose_name="year",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "ordering": ("at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("record", "row", "field", "number"), name="corrections_of_a_field_follow_each_other"
                    ),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="a_correction_has_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="a_correction_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("record__in", ("statement", "line", "subtotal", "category", "source", "rate"))
                        ),
                        name="a_correction_is_of_a_known_record",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("old_value", models.F("new_value")), _negated=True),
                            ("field__in", ("approved_by", "notes", "funder", "purpose", "no_agreement_because")),
                            _connector="OR",
                        ),
                        name="a_correction_changes_something",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="fundingsource",
            constraint=models.CheckConstraint(
                condition=models.Q(("funder", ""), _negated=True), name="a_source_has_a_funder"
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingsource",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="a_source_gives_something"),
        ),
        migrations.AddConstraint(
            model_name="fundingsource",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="an_agreement_ends_after_it_starts",
                violation_error_message="An agreement does not end before it starts.",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingsource",
            constraint=models.CheckConstraint(
                condition=models.Q(("withheld_reason__in", ("", "safety", "law", "privacy"))),
                name="a_funder_is_withheld_for_a_reason_of_a_class",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangerate",
            constraint=models.UniqueConstraint(
                fields=("year", "currency"),
                name="one_rate_for_each_currency_of_a_year",
                violation_error_message="The year has a rate for this currency already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangerate",
            constraint=models.CheckConstraint(condition=models.Q(("rate__gt", 0)), name="a_rate_is_above_nothing"),
        ),
        migrations.AddConstraint(
            model_name="exchangerate",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="a_rate_has_a_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                fields=("year", "kind", "name"),
                name="a_category_once_in_a_year",
                violation_error_message="The year has a category of this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="a_category_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("income", "expense"))), name="a_category_is_of_income_or_of_expense"
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), models.Q(("parent", models.F("pk")), _negated=True), _connector="OR"
                ),
                name="a_category_is_not_part_of_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gt", 0), ("size__lte", 5000000)),
                name="an_agreement_has_bytes_and_not_too_many",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                fields=("year", "kind"),
                name="one_statement_of_each_kind_in_a_year",
                violation_error_message="The year has this already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("budget", "actual"))), name="a_statement_is_a_budget_or_actual"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stated_income__isnull", True), ("stated_income__gte", 0), _connector="OR"),
                    models.Q(("stated_expense__isnull", True), ("stated_expense__gte", 0), _connector="OR"),
                ),
                name="stated_totals_are_not_below_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(
                fields=("statement", "category", "description"),
                name="a_line_once_in_a_statement",
                violation_error_message="There is such a line already: tell them apart by the description.",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="a_line_is_not_below_nothing"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gt", 0), ("size__lte", 5000000)),
                name="a_signed_statement_has_bytes_and_not_too_many",
            ),
        ),
        migrations.AddConstraint(
            model_name="subtotal",
            constraint=models.UniqueConstraint(fields=("statement", "category"), name="one_subtotal_for_each_category"),
        ),
        migrations.AddConstraint(
            model_name="subtotal",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="a_subtotal_is_not_below_nothing"
            ),
        ),
    ]
