"""One's own name and data, on whatever the site holds of a person: the account, sign-ons, signatures."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliance.accounts.names import NameForm
from alliance.shared.kept_input import typed_input
from alliance.shared.lifecycle import WrongState
from alliance.shared.permissions import visitor_page
from members.access import reading_or_posting, signed_in
from members.models import Person, SignOn
from members.own_data import as_file
from members.person_data import endorsements_of, own_data


@signed_in
@reading_or_posting
def name(request: HttpRequest) -> HttpResponse:
    form = NameForm(typed_input(request), initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        Person.of(request.user).correct_name(form.cleaned_data["name"], by=request.user)
        messages.success(request, _("Your name is corrected."))
        return redirect("accounts:account-detail")
    status = 422 if request.method == "POST" else 200
    return render(request, "members/own_name.html", {"form": form}, status=status)


@signed_in
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What is held, in sentences; the file has it in full."""
    context = {
        "cases": SignOn.objects.of(request.user),
        "endorsements": endorsements_of(Person.of(request.user)),
        "representations": request.user.representations.select_related("organisation"),
    }
    return render(request, "members/own_data.html", context)


@signed_in
@reauthentication_required
@require_safe
def own_json(request: HttpRequest) -> HttpResponse:
    return as_file("own-data.json", own_data(request.user))


@signed_in
@reauthentication_required
@reading_or_posting
def erasure(request: HttpRequest) -> HttpResponse:
    """Says exactly what goes and what stays; the button on it erases."""
    person = Person.of(request.user)
    obstacle, status = person.obstacle_to_erasing(by=request.user), 200
    if request.method == "POST":
        try:
            person.erase(by=request.user)
        except WrongState as refusal:
            obstacle, status = str(refusal), 409
        else:
            logout(request)
            return redirect("members:own-data-erased")
    context = {
        "obstacle": obstacle,
        "open_cases": SignOn.objects.of(request.user).open(),
        "endorsements": endorsements_of(person),
    }
    return render(request, "members/own_data_erasure.html", context, status=status)


@visitor_page
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "members/own_data_erased.html")
