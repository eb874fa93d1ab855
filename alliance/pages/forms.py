from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from alliance.pages.models import Page


class PageForm(forms.ModelForm):
    """A page as staff write it. It knows which state of the page its writer saw, so that nobody overwrites unawares."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Page
        fields = ("title", "slug", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 30, "cols": 80, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = self.instance.updated_at.isoformat()

    def clean(self) -> dict[str, Any]:
        super().clean()
        seen, saved = self.cleaned_data.get("seen"), self.initial.get("seen")
        if seen and saved and seen != saved:
            # Saving again is then a decision, made with the other text in sight.
            self.data = self.data.copy()
            self.data["seen"] = saved
            self.add_error(None, forms.ValidationError(saved_meanwhile(self.instance), code="saved_meanwhile"))
        return self.cleaned_data


def saved_meanwhile(page: Page) -> str:
    return format_html(
        gettext(
            'Somebody saved this page after you opened it: <a href="{}">read what was changed</a>.'
            " What you wrote is below. Save again to put it in the place of theirs."
        ),
        reverse("admin:pages_page_history", args=[page.pk]),
    )
