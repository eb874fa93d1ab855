"""How staff correct or erase a signatory, and are told where the name stands that no machine can judge."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext

from alliance.shared.erasing import Place, places
from members.admin.deciding import DecidingAdmin
from members.forms.signatory import SignatoryCorrectionForm, SignatoryErasureForm
from members.models import Decision, Organisation, Person, Signatory

MOST_PLACES = 20


class SignatoryDesk(DecidingAdmin):
    """Mixed into the admin of organisations: a signatory is found by way of what was signed for one."""

    def get_urls(self) -> list[URLPattern]:
        own = {"correction": self.signatory_correction_view, "erasure": self.signatory_erasure_view}
        return [
            *(
                self.own_path(f"signatory-{name}", view, where=f"signatory/<int:signatory_key>/{name}")
                for name, view in own.items()
            ),
            *super().get_urls(),
        ]

    def signatory_to_decide(
        self, request: HttpRequest, key: object, signatory_key: int
    ) -> tuple[Organisation, Signatory]:
        organisation = self.row_to_decide(request, key)
        signatory = Signatory.objects.filter(pk=signatory_key, erased_at=None).select_related("person").first()
        if signatory is None or not Person(None, [signatory]).organisations.filter(pk=organisation.pk).exists():
            raise Http404
        return organisation, signatory

    def signatory_correction_view(self, request: HttpRequest, key: object, signatory_key: int) -> HttpResponse:
        organisation, signatory = self.signatory_to_decide(request, key, signatory_key)
        person = Person.behind(signatory)
        form = SignatoryCorrectionForm(request.POST or None, person=person, signatory=signatory)
        return self.signatory_page(
            request,
            organisation,
            form,
            lambda: person.correct_signatory(signatory, at=organisation, by=request.user, **form.cleaned_data),
            title=gettext("Correct the signatory of “%(name)s”") % {"name": organisation.name},
            sentences=[
                gettext("What was signed stays as it is; every receipt shows the new name from now on."),
                gettext("The former name is replaced in what was written about the person and these organisations."),
            ],
            button=gettext("Correct"),
            done=gettext("The signatory is corrected."),
        )

    def signatory_erasure_view(self, request: HttpRequest, key: object, signatory_key: int) -> HttpResponse:
        organisation, signatory = self.signatory_to_decide(request, key, signatory_key)
        person = Person.behind(signatory)
        form = SignatoryErasureForm(request.POST or None, person=person)
        sentences = [
            gettext("What was signed stays; in the place of the name it says that the name was erased."),
            gettext("Name, job and address go from all that was written about the person. It cannot be undone."),
        ]
        if person.account:
            sentences.append(
                gettext("The person has an account here. It is erased too, and its open sign-ons are retracted.")
            )
        if obstacle := person.obstacle_to_erasing(by=request.user):
            sentences.append(obstacle)
        return self.signatory_page(
            request,
            organisation,
            form,
            lambda: person.erase(at=organisation, by=request.user, **form.cleaned_data),
            title=gettext("Erase the signatory of “%(name)s”") % {"name": organisation.name},
            sentences=sentences,
            button=gettext("Erase"),
            done=gettext("The signatory is erased."),
        )

    def signatory_page(
        self,
        request: HttpRequest,
        organisation: Organisation,
        form: SignatoryCorrectionForm | SignatoryErasureForm,
        act: Callable[[], Decision],
        **context: Any,
    ) -> HttpResponse:
        if form.places:
            context["sentences"] = [*context["sentences"], sentence_of(form.places)]
        response = self.form_page(request, organisation, form, act, row_name=organisation.name, **context)
        if response.status_code == 302 and (left := places(form.words)):
            messages.warning(request, sentence_of(left))
        return response


def sentence_of(left: list[Place]) -> str:
    """Where the words still stand, with a link to each place that can be mended in the admin."""
    told = ngettext(
        "The name or address stands in %(count)d other place; look whether it means this person:",
        "The name or address stands in %(count)d other places; look whether it means this person:",
        len(left),
    ) % {"count": len(left)}
    listed = [
        format_html('<a href="{}">{}</a>', it.address, it.label) if it.address else it.label
        for it in left[:MOST_PLACES]
    ]
    return format_html("{} {}", told, format_html_join(", ", "{}", ((it,) for it in listed)))
