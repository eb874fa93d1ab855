from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

OURS = ("alliance", "principles", "members")


def views(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        else:
            yield str(pattern.pattern), pattern.callback


def test_every_view_of_ours_has_exactly_one_access_decorator() -> None:
    ours = [
        (address, view)
        for address, view in views(get_resolver().url_patterns)
        if view.__module__.split(".")[0] in OURS and ".admin" not in view.__module__
    ]
    undecorated = [address for address, view in ours if not hasattr(view, "access")]

    assert len(ours) > 15
    assert undecorated == []


def test_views_use_the_words_that_the_decorators_know() -> None:
    access = {getattr(view, "access", None) for _, view in views(get_resolver().url_patterns)} - {None}

    assert access <= {"public", "visitor", "representative", "staff", "operations"}
