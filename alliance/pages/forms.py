from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alliance.pages.models import Page, PageTranslation
from alliance.pages.models.written import Written

TEXT = forms.Textarea(attrs={"rows": 30, "cols": 80, "class": "vLargeTextField"})


class WrittenForm(forms.ModelForm):
    """A page as staff write it. It knows which state of the page its writer saw, so that nobody overwrites unawares."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = self.instance.updated_at.isoformat()

    def clean(self) -> dict[str, Any]:
        super().clean()
        seen, saved = self.cleaned_data.get("seen"), self.initial.get("seen")
        if seen and saved and seen != saved:
            self.ask_again("seen", saved, saved_meanwhile(self.instance), code="saved_meanwhile")
        return self.cleaned_data

    def ask_again(self, name: str, shown: str, sentence: str, *, code: str) -> None:
        """Refuses once. Saving again is then a decision, made with what is `shown` now in sight."""
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = shown
        self.add_error(None, forms.ValidationError(sentence, code=code))


class PageForm(WrittenForm):
    class Meta:
        model = Page
        fields = ("title", "slug", "text")
        widgets = {"text": TEXT}


class PageTranslationForm(WrittenForm):
    """A page as staff write it in another language. It knows which English its writer saw beside it."""

    # Of a new one: the page and the language, set by who makes the form.
    asked: PageTranslation | None = None

    seen_english = forms.CharField(widget=forms.HiddenInput, required=False)
    follows_english = forms.BooleanField(
        label=_("This translation says what the English says now."),
        help_text=_("Until you tick this, readers are told that the English page has changed since."),
        required=False,
    )

    class Meta:
        model = PageTranslation
        fields = ("title", "text")
        widgets = {"text": TEXT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.asked:
            self.instance.page, self.instance.language = self.asked.page, self.asked.language
        self.initial["seen_english"] = self.instance.page.digest
        for name in {"title", "text"} & self.fields.keys():
            self.fields[name].widget.attrs |= written_in(self.instance.language)

    def clean(self) -> dict[str, Any]:
        super().clean()
        english = self.instance.page.digest
        theirs = PageTranslation.objects.filter(page=self.instance.page, language=self.instance.language).first()
        if self.asked and theirs:
            self.add_error(None, forms.ValidationError(made_meanwhile(theirs), code="made_meanwhile"))
        elif self.asked or self.cleaned_data.get("follows_english"):
            self.instance.source_digest = english
            if self.cleaned_data.get("seen_english") not in {"", english}:
                self.ask_again("seen_english", english, english_changed_meanwhile(), code="english_changed")
        return self.cleaned_data


def written_in(language: str) -> dict[str, str]:
    """Attributes of the boxes in which words of the language are typed."""
    is_known = language in dict(settings.LANGUAGES)
    is_bidi = is_known and translation.get_language_info(language)["bidi"]
    return {"lang": language, "dir": "rtl" if is_bidi else "ltr"}


def saved_meanwhile(page: Written) -> str:
    return format_html(
        gettext(
            'Somebody saved this page after you opened it: <a href="{}">read what was changed</a>.'
            " What you wrote is below. Save again to put it in the place of theirs."
        ),
        reverse(f"admin:pages_{page._meta.model_name}_history", args=[page.pk]),
    )


def made_meanwhile(theirs: PageTranslation) -> str:
    return format_html(
        gettext(
            'Somebody translated this page after you opened the form: <a href="{}">open theirs</a>.'
            " What you wrote is below, for you to copy."
        ),
        reverse("admin:pages_pagetranslation_change", args=[theirs.pk]),
    )


def english_changed_meanwhile() -> str:
    return gettext(
        "Somebody changed the English page after you opened this form. It stands beside your text as it is now."
        " What you wrote is below. Save again if it says the same."
    )
