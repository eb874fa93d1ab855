"""What the catalogues say to offer a page in their language, whether or not they have been compiled."""

from collections.abc import Mapping

import pytest
from django.utils.translation import trans_real

from alliance.shared import responses
from alliance.shared.responses import OFFER_IN_ENGLISH

SENTENCES = {
    "es": ("Esta página existe en español.", "Cerrar"),
    "ar": ("هذه الصفحة متاحة بالعربية.", "إغلاق"),
    "zh-hans": ("本页面有简体中文版。", "关闭"),
}


def say(monkeypatch: pytest.MonkeyPatch, sentences: Mapping[str, tuple[str, str]] = SENTENCES) -> None:
    for code, (offer, close) in sentences.items():
        catalogue = trans_real.translation(code)._catalog
        said = {OFFER_IN_ENGLISH: offer, "Close": close}
        monkeypatch.setattr(catalogue, "_catalogs", [said, *catalogue._catalogs])
        monkeypatch.setattr(catalogue, "_plurals", [catalogue._plurals[0], *catalogue._plurals])
    # A site asks its catalogues once.
    for asked in (responses.offer_in, responses.word_for_closing_in):
        monkeypatch.setattr(responses, asked.__name__, asked.__wrapped__)
