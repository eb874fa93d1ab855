"""What other sites may carry: responses that are shown, read or framed there."""

from functools import wraps
from typing import Any

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt

from alliance.shared.caching import View

# Whoever frames it, it runs nothing and sends nothing.
FRAMED_ANYWHERE = {"frame-ancestors": ["*"], "script-src": [NONE], "connect-src": [NONE], "form-action": [NONE]}


def for_other_sites(view: View) -> View:
    """Lets pages of any site show the response and read it. Stands above `public_page`, so that a 304 says so too."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return opened


def framed_by_other_sites(view: View) -> View:
    """Lets pages of any site show the response in a frame as well."""
    return for_other_sites(xframe_options_exempt(csp_replace(FRAMED_ANYWHERE)(view)))
