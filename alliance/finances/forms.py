from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.finances.models import Correction
from alliance.finances.models.correction import text_of
from alliance.finances.models.document import pdf_of

# What a request can check in a second: some thousand lines.
MOST_BYTES = 500_000


class PdfForm(forms.Form):
    """A signed PDF, sent to be kept."""

    file = forms.FileField(
        label=_("Signed PDF"),
        help_text=_("At most 5 MB. It will be public."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )

    def clean_file(self) -> bytes:
        file: UploadedFile = self.cleaned_data["file"]
        return pdf_of(BytesIO(file.read()), size=file.size)


class AccountsFileForm(forms.Form):
    """The accounts of a year as a CSV file, to be looked at before anything is done."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("In UTF-8, at most 500 kB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> bytes:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file has more than 500 kB."))
        return file.read()


class ConfirmImportForm(forms.Form):
    """The import of a file that was looked at, by the name under which it waits."""

    name = forms.UUIDField(widget=forms.HiddenInput)


class CorrectionForm(forms.Form):
    """What a field of a published row should have said: asked for as the field itself would be."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args: Any, row: models.Model, field: str, **kwargs: Any) -> None:
        column = row._meta.get_field(field)
        holds = getattr(row, field)
        kwargs.setdefault("initial", {"value": holds, "shown": text_of(column, holds)})
        super().__init__(*args, **kwargs)
        self.fields["value"] = column.formfield(label=_("What holds"))
        self.fields["reason"] = Correction._meta.get_field("reason").formfield()
        self.order_fields(["shown", "value", "reason"])

    def refuse(self, error: ValidationError, field: str) -> None:
        """Puts what the verb refused beside the field that was asked for, wherever the row's own check put it."""
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error({field: "value", "reason": "reason"}.get(name), errors)
        else:
            self.add_error("value", error)
