from django.http import HttpResponse
from django.test import RequestFactory

from alliance.shared.embedding import for_other_sites


def test_pages_of_other_sites_may_read_what_is_said_to_be_for_them() -> None:
    view = for_other_sites(lambda request: HttpResponse("ok"))

    assert view(RequestFactory().get("/")).headers["Access-Control-Allow-Origin"] == "*"
