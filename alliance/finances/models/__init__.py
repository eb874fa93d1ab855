from alliance.finances.models.category import Category
from alliance.finances.models.correction import Correction, NothingToCorrect
from alliance.finances.models.document import AgreementDocument, StatementDocument
from alliance.finances.models.publication import Publication, PublishingRefused
from alliance.finances.models.rate import ExchangeRate
from alliance.finances.models.source import FundingSource
from alliance.finances.models.statement import Line, Statement, Subtotal
from alliance.finances.models.year import FinancialYear

__all__ = [
    "AgreementDocument",
    "Category",
    "Correction",
    "ExchangeRate",
    "FinancialYear",
    "FundingSource",
    "Line",
    "NothingToCorrect",
    "Publication",
    "PublishingRefused",
    "Statement",
    "StatementDocument",
    "Subtotal",
]
