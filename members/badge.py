"""What a signatory's badge shows, and how much room that takes: the browser that draws it cannot be asked."""

import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from alliance.shared.languages import isolated
from alliance.shared.unicode_text import NOT_TEXT
from members.models import Organisation

MARK, MARGIN = 32, 12
FONTS = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
FONTS_OF_SCRIPTS = {
    "ar": "system-ui, 'Segoe UI', 'Geeza Pro', 'Noto Sans Arabic', sans-serif",
    "zh-hans": "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
}
# Widths in em, on the generous side of what the usual faces take.
NARROW, WIDE = frozenset("fijlrt.,:;'|!()[]- "), frozenset("mwMW@%")


@dataclass(frozen=True)
class Line:
    """One line of text: `size` and `baseline` in pixels."""

    text: str
    size: int
    weight: int
    baseline: int

    @property
    def length(self) -> float:
        """About how many pixels it takes, rather too many than too few."""
        return sum(map(em, self.text)) * self.size * (1.08 if self.weight > 400 else 1)


@dataclass(frozen=True)
class Badge:
    """The badge of an organisation that comes from `with_badge`, in the language that is active."""

    organisation: Organisation

    @property
    def sentence(self) -> str:
        """What the badge says, for who cannot see it."""
        return _("%(name)s endorses edition %(number)s") % {"name": self.name, "number": self.organisation.endorses}

    @property
    def copied_words(self) -> str:
        """In place of the picture. They stay as they were copied, so they claim nothing that can cease to be so."""
        return _("What %(name)s endorses, at %(site)s") % {"name": self.name, "site": isolated(settings.SITE_NAME)}

    @property
    def name(self) -> str:
        # XML has no place for what is not text.
        return isolated(NOT_TEXT.sub("", self.organisation.name))

    @property
    def lines(self) -> list[Line]:
        endorses = _("Endorses edition %(number)s") % {"number": self.organisation.endorses}
        lines = [Line(endorses, size=15, weight=600, baseline=25), Line(settings.SITE_NAME, 12, 400, 43)]
        return [*lines, Line(_("Sample data"), 12, 400, 60)] if settings.SAMPLE_DATA else lines

    @property
    def width(self) -> int:
        return round(3 * MARGIN + MARK + max(line.length for line in self.lines))

    @property
    def height(self) -> int:
        return self.lines[-1].baseline + MARGIN + 1

    @property
    def edge_of_mark(self) -> int:
        """Where the mark begins: on the side on which a line begins."""
        return self.width - MARGIN - MARK if translation.get_language_bidi() else MARGIN

    @property
    def edge_of_text(self) -> int:
        beside = 2 * MARGIN + MARK
        return self.width - beside if translation.get_language_bidi() else beside

    @property
    def fonts(self) -> str:
        return FONTS_OF_SCRIPTS.get(translation.get_language() or "", FONTS)


def em(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return 0
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return 1
    if letter in NARROW:
        return 0.38
    return 0.9 if letter in WIDE else 0.74 if letter.isupper() else 0.62
