from collections import Counter

from django_countries import countries

from members.regions import COUNTRIES, NAMES, REGIONS


def test_every_country_but_antarctica_is_in_one_region() -> None:
    times = Counter(country for region in COUNTRIES.values() for country in region)

    assert {code for code, _ in countries} - times.keys() == {"AQ"}
    assert times.keys() - {code for code, _ in countries} == set()
    assert set(times.values()) == {1}


def test_every_region_has_a_name() -> None:
    assert COUNTRIES.keys() == NAMES.keys()
    assert {code: REGIONS[code] for code in ("KE", "BR", "TR", "RU", "FJ")} == {
        "KE": "002",
        "BR": "019",
        "TR": "142",
        "RU": "150",
        "FJ": "009",
    }
