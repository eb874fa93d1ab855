"""What `tick` does for the accounts. A job says in sentences what it did, or would do; none when there was nothing."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from alliance.finances.models import FinancialYear


def find_missing_budgets(*, now: datetime, dry_run: bool) -> Iterator[str]:
    today = timezone.localdate(now)
    for year in FinancialYear.objects.due(today):
        if dry_run:
            yield f"The budget of {year} would be said to be missing."
        elif year.miss_budget(today):
            yield f"The budget of {year} is missing since {year.budget_due}."
