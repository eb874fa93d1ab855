"""What somebody typed outlives a session that ran out, or the way back from a page that refused it.

It waits in the session until the form is opened once more.
"""

from django.http import HttpRequest, QueryDict

KEY = "kept-input"
# Nobody fills a session table with what they post.
MOST_CHARACTERS = 50_000


def keep_input(request: HttpRequest) -> None:
    if request.method == "POST":
        typed = request.POST.copy()
        typed.pop("csrfmiddlewaretoken", None)
        if len(typed.urlencode()) <= MOST_CHARACTERS:
            request.session[KEY] = {"path": request.path, "typed": typed.urlencode()}


def typed_input(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was posted now, or what was kept for this address, once."""
    if request.method == "POST":
        return request.POST
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEY]
    return QueryDict(kept["typed"])


def forget_input(request: HttpRequest) -> None:
    """What was typed has been saved by now, so that an earlier try is nothing to come back to."""
    request.session.pop(KEY, None)
