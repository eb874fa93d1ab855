"""Of two who act at the same moment one succeeds, and nothing slips under a seal."""

import pytest

from alliance.finances.models import Correction, FinancialYear, Line, NothingToCorrect, PublishingRefused, Statement
from tests.races import at_once


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_one_is_told_that_it_is_done(budget: Statement) -> None:
    def publish() -> str:
        try:
            Statement.objects.get(pk=budget.pk).publish(by=None)
        except PublishingRefused as refusal:
            return str(refusal)
        return "published"

    assert sorted(at_once(publish, publish)) == ["It is published already.", "published"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_correct_the_same_value_one_is_told(budget: Statement) -> None:
    budget.publish(by=None)
    line = Line.objects.get(category__name="Staff")

    def correct(amount: int) -> str:
        try:
            Correction.objects.correct(line, field="amount", value=amount, reason="Misread.", by=None, shown="1000.000")
        except NothingToCorrect:
            return "told"
        return "corrected"

    assert sorted(at_once(lambda: correct(1001), lambda: correct(1002))) == ["corrected", "told"]


@pytest.mark.django_db(transaction=True)
def test_of_two_ticks_one_says_that_the_budget_is_missing(year: FinancialYear) -> None:
    def tick() -> bool:
        return FinancialYear.objects.get().miss_budget(year.last_day)

    assert sorted(at_once(tick, tick)) == [False, True]
