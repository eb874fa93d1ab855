from django.urls import path, set_script_prefix, set_urlconf
from django.utils import translation

from alliance.shared.addresses import address_of

urlpatterns = [path("elsewhere/<slug:slug>/", lambda request: None, name="principle")]


def test_address_is_remembered_by_all_that_it_depends_on() -> None:
    assert address_of("principles:principle-detail", "care") == "/principles/care/"
    assert address_of("principles:principle-detail", "peace") == "/principles/peace/"
    assert address_of("principles:belief-detail", "care") == "/beliefs/care/"
    with translation.override("es"):
        assert address_of("principles:principle-detail", "care") == "/es/principles/care/"
    assert address_of("principles:principle-detail", "care") == "/principles/care/"


def test_another_place_of_the_site_and_another_map_of_it_give_other_addresses() -> None:
    assert address_of("home") == "/"
    try:
        set_script_prefix("/under/")
        assert address_of("home") == "/under/"
    finally:
        set_script_prefix("/")
    try:
        set_urlconf(__name__)
        assert address_of("principle", "care") == "/elsewhere/care/"
    finally:
        set_urlconf(None)
    assert address_of("home") == "/"
