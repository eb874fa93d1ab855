"""The description of the API, for programs and for people; and its refusals where no view of it answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alliance.shared.caching import public_page
from alliance.shared.responses import readable_json

# The operations bring along large libraries; they are loaded when somebody asks about them.


def openapi(request: HttpRequest) -> HttpResponse:
    from alliance.api.description import description

    return readable_json(description())


@public_page("text", "members", "accounts")
def api_page(request: HttpRequest) -> HttpResponse:
    from alliance.api import documentation
    from alliance.api.description import description

    described = description()
    [page, *_] = (name for name in described["components"]["schemas"] if name.startswith("Page"))
    context = {
        "api": described,
        "parts": documentation.parts(described),
        "envelope": documentation.entries_of(page, described),
        "problem": documentation.entries_of("Problem", described),
        "problem_about": documentation.entries_of("ProblemAbout", described),
        "refusals": documentation.refusals(),
    }
    return render(request, "api.html", context)
