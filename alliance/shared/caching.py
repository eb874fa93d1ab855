"""The one gate of public pages: the same bytes for everyone, a stated lifetime, conditional requests answered."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]

# Kept by anyone, asked about each time: a reader never sees the text of yesterday, and mostly gets a 304.
LIFETIME = "public, max-age=0, must-revalidate"


def public_page(*scopes: str, parameters: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Marks a view whose response depends on its path, the named query parameters and the named scopes alone.

    `scopes` are the parts of the public content that the page shows: text, members, accounts, pages.
    """

    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return response
            response.headers["Cache-Control"] = LIFETIME
            response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            return get_conditional_response(request, etag=response.headers["ETag"], response=response)

        gated.access = "public"
        gated.scopes = scopes
        gated.parameters = parameters
        return gated

    return decorate
