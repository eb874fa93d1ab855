from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext

from alliance.accounts.admin import PersonAdmin as AccountAdmin
from alliance.accounts.models import User
from alliance.shared.erasing import places
from alliance.shared.lifecycle import WrongState
from members.admin.deciding import Refusal
from members.admin.signatory import sentence_of
from members.forms.signatory import EverywhereForm
from members.models import Person

admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(AccountAdmin):
    """People, of whom more is known than their account: a name is corrected, and a person erased, everywhere."""

    # Django's own deleting would leave the name in its log.
    actions = None
    change_form_template = "admin/members/person/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.erasure_view)
        return [path("<int:key>/erasure/", view, name="accounts_user_erasure"), *super().get_urls()]

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_delete_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:accounts_user_erasure", args=[object_id]))

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        name = obj.name
        if is_renamed := change and "name" in form.changed_data:
            obj.name = form.initial["name"]
        super().save_model(request, obj, form, change)
        if is_renamed:
            person = Person.of(obj)
            words = person.words_corrected_to(name)
            person.correct_name(name, by=request.user)
            if left := places(words):
                messages.warning(request, sentence_of(left))

    def erasure_view(self, request: HttpRequest, key: int) -> HttpResponse:
        if not self.has_delete_permission(request):
            raise PermissionDenied
        account = self.get_object(request, str(key))
        if account is None or account.is_erased:
            raise Http404
        person = Person.of(account)
        words, typed = person.words_erased, request.POST if request.method == "POST" else None
        form = EverywhereForm(typed, person=person)
        refusal = None
        # Nothing in it can be wrong: there is one box to tick, or none.
        if request.method == "POST" and form.is_valid():
            try:
                person.erase(by=request.user, everywhere=form.cleaned_data.get("everywhere", False))
            except WrongState as error:
                refusal = Refusal(409, str(error))
            else:
                messages.success(request, gettext("The person is erased."))
                if left := places(words):
                    messages.warning(request, sentence_of(left))
                return HttpResponseRedirect(reverse("admin:accounts_user_changelist"))
        return self.erasure_page(request, person, form, refusal)

    def erasure_page(
        self, request: HttpRequest, person: Person, form: EverywhereForm, refusal: Refusal | None
    ) -> HttpResponse:
        sentences = [
            gettext("The account goes, and what the person signed keeps no name, no job and no address."),
            gettext("What organisations signed and decided stays; it says that the name was erased."),
            gettext("It cannot be undone."),
            person.obstacle_to_erasing(by=request.user),
            sentence_of(form.places) if form.places else "",
        ]
        context: dict[str, Any] = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": gettext("Erase a person"),
            "row_name": str(person.account),
            "row_address": reverse("admin:accounts_user_change", args=[person.account.pk]),
            "sentences": [sentence for sentence in sentences if sentence],
            "form": form,
            "button": gettext("Erase"),
            "refusal": refusal,
        }
        return TemplateResponse(request, "admin/members/form.html", context, status=refusal.status if refusal else 200)
