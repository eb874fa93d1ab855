"""Addresses whose code is loaded when somebody first asks for one: for parts that are large and that few people use."""

from functools import cache
from inspect import isclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver
from django.urls.resolvers import RoutePattern
from django.utils.datastructures import MultiValueDict
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from alliance.shared.caching import View


class LaterResolver(URLResolver):
    """Answers like an included module. It has a namespace, in which there is no other one."""

    def _populate(self) -> None:
        """Names no address to the resolver above: whoever reverses one of the namespace looks at the module itself."""
        language = get_language()
        self._reverse_dict[language] = MultiValueDict()
        self._namespace_dict[language] = {}
        self._app_dict[language] = {}
        self._populated = True


def included_later(route: str, module: str, *, namespace: str) -> LaterResolver:
    """Like `path(route, include(module))` of a module whose `app_name` is the namespace."""
    return LaterResolver(RoutePattern(route), module, app_name=namespace, namespace=namespace)


def viewed_later(name: str) -> View:
    """The view of that name, a function or a class of Django's."""

    @cache
    def found() -> View:
        view = import_string(name)
        return view.as_view() if isclass(view) else view

    def view(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        return found()(request, *args, **named)

    return view
