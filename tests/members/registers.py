"""Earlier registers as files, and what is said of them."""

import pytest

from alliance.shared.csv_file import Unreadable
from members.import_file import read_register
from members.imports import Plan

FULL = (
    "name,country,website,kind,themes,other_names,year_founded,description,language,edition,endorsed_on,signatory_name,"
    "signatory_title,contact_email\n"
    "Hombres por la Paz,es,paz.example,informal,Fathers; peace work,HPP;Men for Peace,1999,Trabajamos.,es,1.0,"
    "2019-03-31,Sofía Signatory,Chair,sofia@example.org\n"
)


def register(*rows: str, columns: str = "name,country,edition") -> bytes:
    return "\n".join((columns, *rows)).encode()


def sentences(plan: Plan) -> list[str]:
    return [str(remark) for remark in plan.errors]


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        read_register(content)
    return str(refusal.value)
