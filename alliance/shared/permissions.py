"""Who may open a view that is not public, and how a migration grants permissions that Django has not made yet."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]


def visitor_page(view: View) -> View:
    """Marks a page for anyone that keeps a session: a form, or somebody's own account. Never stored, never indexed."""

    @never_cache
    @wraps(view)
    def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    gated.access = "visitor"
    return gated


def has_second_factor(request: HttpRequest) -> bool:
    """Whether a second factor was used in this session, as allauth recorded it.

    A passkey alone counts: signing in with one is accepted only if the device verified its holder.
    """
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def is_trusted_staff(request: HttpRequest) -> bool:
    """Whether the request is from staff in whom the site trusts: with a second factor, where it asks for one."""
    user = request.user
    return bool(user.is_active and user.is_staff and (has_second_factor(request) or not settings.STAFF_TWO_FACTOR))


def answer_instead(request: HttpRequest, *, wanted: str) -> HttpResponse:
    """For whoever is not trusted staff: the way to become it, and from there to the wanted path, or a 403."""
    if not request.user.is_authenticated:
        return redirect_to_login(wanted)
    if not request.user.is_staff:
        raise PermissionDenied
    return redirect_to_login(wanted, login_url=settings.SECOND_FACTOR_URL)


def staff_only(permission: str) -> Callable[[View], View]:
    """Lets in trusted staff who hold the permission; an anonymous visitor is asked to sign in, others get a 403."""

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not is_trusted_staff(request):
                return answer_instead(request, wanted=request.get_full_path())
            if not request.user.has_perm(permission):
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
