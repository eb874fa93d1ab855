"""The accounts as an IATI organisation file, version 2.03: https://iatistandard.org/en/iati-standard/203/organisation-standard/

In the same order at each time, and without the time at which it was made: the same accounts are the same bytes.
"""

from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

from django.conf import settings

from alliance.finances.accounts import Accounts
from alliance.finances.models import Category
from alliance.finances.open_data import published_years
from alliance.finances.statement_accounts import AccountLine, StatementAccounts
from alliance.shared import sample

VERSION = "2.03"
# "International NGO" in IATI's list of kinds of organisations.
KIND_OF_ORGANISATION = "21"
Element = ElementTree.Element


def is_offered() -> bool:
    """IATI knows organisations by their identifier alone: without one there is nothing to offer."""
    return bool(settings.ORGANISATION_IDENTIFIER)


def organisation_file() -> bytes:
    """Of each published year what is budgeted and what it came to, with every line of expense."""
    root = Element("iati-organisations", version=VERSION)
    for sentence in sample.sentences():
        root.append(ElementTree.Comment(f" {sentence} "))
    organisation = ElementTree.SubElement(root, "iati-organisation", {"xml:lang": settings.LANGUAGE_CODE})
    ElementTree.SubElement(organisation, "organisation-identifier").text = settings.ORGANISATION_IDENTIFIER
    _narrative(ElementTree.SubElement(organisation, "name"), settings.SITE_NAME)
    organisation.append(_reporting_organisation())
    years = published_years()
    organisation.extend(_spending("total-budget", "budget-line", it, it.budget) for it in years if it.budget)
    organisation.extend(_spending("total-expenditure", "expense-line", it, it.actual) for it in years if it.actual)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _reporting_organisation() -> Element:
    reporting = Element("reporting-org", ref=settings.ORGANISATION_IDENTIFIER, type=KIND_OF_ORGANISATION)
    _narrative(reporting, settings.SITE_NAME)
    return reporting


def _spending(name: str, name_of_line: str, accounts: Accounts, statement: StatementAccounts) -> Element:
    """The expense of a statement: its total, and the lines that add up to it, in the currency of the year."""
    year, spending = accounts.year, Element(name)
    ElementTree.SubElement(spending, "period-start", {"iso-date": year.first_day.isoformat()})
    ElementTree.SubElement(spending, "period-end", {"iso-date": year.last_day.isoformat()})
    total = statement.total_expense
    valued_on = year.first_day if name == "total-budget" else year.last_day
    _value(spending, f"{total.amount}", currency=total.currency, on=valued_on)
    for line in _lines_of_expense(statement):
        element = ElementTree.SubElement(spending, name_of_line, ref=str(line.line.pk))
        _value(element, f"{line.converted.amount}", currency=total.currency, on=valued_on)
        _narrative(element, str(line.line))
    return spending


def _lines_of_expense(statement: StatementAccounts) -> Iterator[AccountLine]:
    return (line for line in statement.lines if line.category.kind == Category.Kind.EXPENSE)


def _value(parent: Element, amount: str, *, currency: str, on: date) -> None:
    ElementTree.SubElement(parent, "value", {"currency": currency, "value-date": on.isoformat()}).text = amount


def _narrative(parent: Element, text: str) -> None:
    ElementTree.SubElement(parent, "narrative").text = text
