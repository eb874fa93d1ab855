import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from environ import Env

from alliance.shared.country_names import LONGEST_NAME, country_names

LANGUAGES = ("en", "es", "ar", "zh-hans")


def names(monkeypatch: pytest.MonkeyPatch, value: str) -> dict[str, object]:
    monkeypatch.setenv("GIVEN", value)
    return country_names(Env(), "GIVEN", languages=LANGUAGES)


def test_name_holds_in_every_language_but_where_another_one_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    found = names(monkeypatch, "FK=Falkland Islands (Malvinas); FK-es = Islas Malvinas;TW-zh-hans=台湾;")

    assert found.keys() == {"FK", "TW"}
    spoken = {}
    for language in LANGUAGES:
        with translation.override(language):
            spoken[language] = (str(found["FK"]), str(found["TW"]))
    assert [fk for fk, _tw in spoken.values()] == [
        "Falkland Islands (Malvinas)",
        "Islas Malvinas",
        "Falkland Islands (Malvinas)",
        "Falkland Islands (Malvinas)",
    ]
    assert spoken["zh-hans"][1] == "台湾"
    # Elsewhere it is called as the library calls it.
    assert spoken["en"][1] == "Taiwan"
    assert len({tw for _fk, tw in spoken.values()}) > 2


@pytest.mark.parametrize("value", ["", " ; ;", ";"])
def test_nothing_is_no_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert names(monkeypatch, value) == {}


@pytest.mark.parametrize(
    "value",
    [
        "Taiwan",
        "TW",
        "TW=",
        "=Taiwan",
        "tw=Taiwan",
        "XX=Nowhere",
        "TWN=Taiwan",
        "TW-de=Taiwan",
        "TW-=Taiwan; TW=Taiwan",
        "TW=Taiwan;TW=Formosa",
        "TW-es=Taiwán;TW-es=Formosa",
        "TW=Tai\nwan",
        "TW=" + "n" * (LONGEST_NAME + 1),
        '{"TW": "Taiwan"}',
    ],
)
def test_what_is_not_understood_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"GIVEN is not understood at .*; it must look like TW=Taiwan"):
        names(monkeypatch, value)
