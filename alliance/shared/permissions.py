"""Who may open a view that is not public, and how a migration grants permissions that Django has not made yet."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.apps.registry import Apps
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]


def staff_only(permission: str) -> Callable[[View], View]:
    """Lets in staff who hold the permission; an anonymous visitor is asked to sign in, anybody else gets a 403."""

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not (request.user.is_active and request.user.is_staff and request.user.has_perm(permission)):
                raise PermissionDenied
            response = view(request, *args, **kwargs)
            response.headers["X-Robots-Tag"] = "noindex"
            return response

        gated.access = "staff"
        return gated

    return decorate


def operations(view: View) -> View:
    """Marks a view that machines ask: it says nothing about anybody and is never stored."""
    view.access = "operations"
    return view


def grant(apps: Apps, group_name: str, permissions: Iterable[tuple[str, str, str]]) -> None:
    """Gives a group the permissions named as (app label, model, codename), in a migration.

    Django makes permissions after all migrations, so what is missing is made here, named as Django would name it.
    """
    content_types = apps.get_model("contenttypes", "ContentType").objects
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=group_name)
    for app_label, model, codename in permissions:
        content_type, _ = content_types.get_or_create(app_label=app_label, model=model)
        names = apps.get_model(app_label, model)._meta
        action = codename.split("_")[0]
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=codename,
            defaults={"name": dict(names.permissions).get(codename, f"Can {action} {names.verbose_name}")},
        )
        group.permissions.add(permission)
