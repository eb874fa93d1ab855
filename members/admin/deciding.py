"""How staff look at a row and decide on it: the same for a sign-on and for an organisation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from alliance.shared.lifecycle import WrongState
from members import emails, identity
from members.forms.decision import Choice, DecisionForm
from members.models import Decision, NotSigned, SignedAlready

MAY_DECIDE = "members.decide_signon"


@dataclass(frozen=True)
class Refusal:
    """Why nothing was done, for the person who wanted it, and the status of the answer that says so."""

    status: int
    sentence: str


def refusal_of(form: forms.Form, act: Callable[[], Decision]) -> Refusal | None:
    """Acts if the form is right, and tells the people concerned with the same commit; else says why not."""
    if not form.is_valid():
        return Refusal(422, gettext("Nothing was done. Please look at what is marked below."))
    try:
        with transaction.atomic():
            emails.about_decision(act())
    except SignedAlready:
        # A second click: it is done, and the people concerned have been told.
        return None
    except (WrongState, NotSigned) as refusal:
        return Refusal(409, str(refusal))
    return None


class DecidingAdmin(admin.ModelAdmin):
    """Rows to look at, each on a page of its own, with the decisions that are possible. No form here saves a row.

    Organisations that are counted only exist for those alone who may see them. Nothing is written to the admin's own
    log, which others can read and where a name would stay: decisions are the log.
    """

    actions = None
    show_facets = admin.ShowFacets.NEVER
    choices: Sequence[Choice] = ()
    # The lookup that leads from a row to its organisation.
    to_organisation = ""
    search_also: Sequence[str] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).visible_to(request.user)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By every word of the name, folded as names are; by the public code; by other names."""
        to, typed = self.to_organisation, search_term.replace("\x00", "").strip()
        if not typed:
            return queryset, False
        words = identity.fold_name(typed).split()
        by_name = Q(*[(f"{to}folded_name__contains", word) for word in words]) if words else Q(pk__in=[])
        also = Q((f"{to}code", typed.lower())) | Q((f"{to}other_names__icontains", typed))
        for lookup in self.search_also:
            also |= Q((lookup, typed))
        return queryset.filter(by_name | also), False

    def get_urls(self) -> list[URLPattern]:
        return [self.own_path("decision", self.decision_view), *super().get_urls()]

    def own_path(self, name: str, view: Callable[..., HttpResponse], *, where: str = "") -> URLPattern:
        """The address of something that is done with one row; `where`, if it takes more than the name."""
        kind = "uuid" if self.opts.pk.get_internal_type() == "UUIDField" else "int"
        url_name = f"{self.opts.app_label}_{self.opts.model_name}_{name.replace('-', '_')}"
        return path(f"<{kind}:key>/{where or name}/", self.admin_site.admin_view(view), name=url_name)

    def address(self, row: Model, name: str = "change") -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[row.pk])

    # Whom is asked, and about what

    def may_decide(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request) and request.user.has_perm(MAY_DECIDE)

    def row_to_see(self, request: HttpRequest, key: object) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(str(key)))
        if row is None:
            raise Http404
        return row

    def row_to_decide(self, request: HttpRequest, key: object) -> Any:
        if not self.may_decide(request):
            raise PermissionDenied
        return self.row_to_see(request, key)

    # Pages

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.row_to_see(request, object_id)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self.page(request, row)

    def decision_view(self, request: HttpRequest, key: object) -> HttpResponse:
        row = self.row_to_decide(request, key)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        choice = next((it for it in self.choices if it.verb == request.POST.get("verb")), None)
        if choice is None:
            return self.page(request, row, refusal=Refusal(422, gettext("Choose one of the decisions below.")))
        form = DecisionForm(request.POST, choice=choice)
        if refusal := refusal_of(form, lambda: self.take(row, form, by=request.user)):
            return self.page(request, self.row_to_see(request, key), refusal=refusal, refused=form)
        messages.success(request, choice.done)
        return HttpResponseRedirect(self.address(row))

    def take(self, row: Any, form: DecisionForm, *, by: Any) -> Decision:
        """The one verb that was chosen."""
        return getattr(row, form.choice.method)(by=by, reason=form.cleaned_data["reason"])

    def version(self, row: Any) -> str:
        """What distinguishes this row from itself after it has moved."""
        return ""

    def decisions_of(self, row: Any, state: str, refused: forms.Form | None) -> dict[str, Any]:
        """What the page says of the decisions that are possible in this state, and of the form that was refused."""
        possible = self.forms_of(row, state, refused)
        # Of a refused form that is no longer possible here: what was typed is not lost.
        is_gone = isinstance(refused, DecisionForm) and refused not in possible
        typed = refused["reason"].value() if is_gone else ""
        return {"decision_forms": possible, "refused": refused, "typed": typed}

    def forms_of(self, row: Any, state: str, refused: forms.Form | None) -> list[DecisionForm]:
        """A form for each decision that is possible in this state; the refused one with what was typed."""
        possible = []
        for choice in self.choices:
            if state not in choice.arrow.sources:
                continue
            if isinstance(refused, DecisionForm) and refused.choice == choice:
                refused.look_again(self.version(row))
                possible.append(refused)
            else:
                possible.append(DecisionForm(choice=choice, initial={"version": self.version(row)}))
        return possible

    def page(
        self, request: HttpRequest, row: Any, *, refusal: Refusal | None = None, refused: forms.Form | None = None
    ) -> HttpResponse:
        """The row's own page, after a refusal with what was typed."""
        raise NotImplementedError

    def rendered(
        self, request: HttpRequest, row: Any, template: str, refusal: Refusal | None, **context: Any
    ) -> HttpResponse:
        context |= self.admin_site.each_context(request) | {
            "opts": self.opts,
            "row_address": self.address(row),
            "may_decide": self.may_decide(request),
            "refusal": refusal,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, template, context, status=refusal.status if refusal else 200)

    def form_page(
        self, request: HttpRequest, row: Any, form: forms.Form, act: Callable[[], Decision], **context: Any
    ) -> HttpResponse:
        """A form on a page of its own: shown or, if it was sent, acted on. `context` is what the page says."""
        refusal = None
        if request.method == "POST":
            refusal = refusal_of(form, act)
            if refusal is None:
                messages.success(request, context["done"])
                return HttpResponseRedirect(self.address(row))
        return self.rendered(request, row, "admin/members/form.html", refusal, form=form, refused=form, **context)
