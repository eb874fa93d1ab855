from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

# What a request can check in a few seconds. The command takes any size.
MOST_BYTES = 1_000_000


class ImportFileForm(forms.Form):
    """An earlier register, to be looked at before anything is done."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("In UTF-8, at most 1 MB; the command import_organisations takes larger ones."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> bytes:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file has more than 1 MB."))
        return file.read()


class ConfirmImportForm(forms.Form):
    """The import of a file that was looked at, by the name under which it waits."""

    name = forms.UUIDField(widget=forms.HiddenInput)
    are_others = forms.BooleanField(
        label=_("The likely duplicates are other organisations. Import them too."), required=False
    )

    def __init__(self, *args: Any, has_duplicates: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_duplicates:
            del self.fields["are_others"]
