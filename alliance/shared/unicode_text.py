"""What counts as text: valid Unicode, in one form."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# The last two code points of every plane but the first are no characters either (Unicode, section 23.7).
ENDS_OF_PLANES = "".join(chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
# These show letters in another order than they are read and looked for: no script needs them, only deceit does.
OVERRIDES = "\N{LEFT-TO-RIGHT OVERRIDE}\N{RIGHT-TO-LEFT OVERRIDE}"
# Control characters but tab and line feed, lone surrogates, the mark of undecodable bytes, and what is no character.
NOT_TEXT = re.compile(
    f"[\x00-\x08\x0b-\x1f\x7f-\x9f{OVERRIDES}\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff{ENDS_OF_PLANES}]"
)


def normalise(text: str) -> str:
    """Text in Unicode NFC, trimmed, with line feeds alone between lines."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def validate_text(text: str) -> None:
    """Raises ValidationError, naming the first offending code point, if the text is not valid Unicode text."""
    if found := NOT_TEXT.search(text.replace("\r", "\n")):
        raise ValidationError(
            _("This is not valid text: there is a character %(code)s at place %(place)s. Type that place again."),
            code="not_text",
            params={"code": f"U+{ord(found[0]):04X}", "place": found.start() + 1},
        )
