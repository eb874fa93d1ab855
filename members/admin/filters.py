from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet, TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from members.models import ProfileChange, SignOn

ALL = "all"


class QueueFilter(admin.SimpleListFilter):
    """The list opens as a queue: what waits for review. Who searches looks through every state."""

    title = _("state")
    parameter_name = "state"
    states: type[TextChoices]
    waiting: str

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        self.is_search = bool(request.GET.get("q"))
        return [*self.states.choices, (ALL, _("All"))]

    @property
    def chosen(self) -> str:
        return self.value() or (ALL if self.is_search else self.waiting)

    def choices(self, changelist: ChangeList) -> list[dict[str, object]]:
        return [
            {
                "selected": self.chosen == state,
                "query_string": changelist.get_query_string({self.parameter_name: state}),
                "display": name,
            }
            for state, name in self.lookup_choices
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if self.chosen == ALL else queryset.filter(state=self.chosen)


class SignOnStateFilter(QueueFilter):
    states, waiting = SignOn.State, SignOn.State.SUBMITTED


class ChangeStateFilter(QueueFilter):
    states, waiting = ProfileChange.State, ProfileChange.State.WAITING


class CountryFilter(admin.SimpleListFilter):
    """The countries of the organisations that this member of staff may see, and no others: a name gives much away."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        self.path = f"{model_admin.to_organisation}country"
        codes = model_admin.get_queryset(request).order_by().values_list(self.path, flat=True).distinct()
        return sorted(((code, countries.name(code)) for code in codes), key=lambda country: country[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{self.path: self.value()}) if self.value() else queryset
