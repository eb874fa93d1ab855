"""What somebody was called: found in a text however it is written there, and written over."""

import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

# One letter is no name; it would be found everywhere.
LEAST_LETTERS = 2
# Scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, kana, Chinese characters.
WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Where a word, a double name or an address goes on, it is another one: Ana is not Ana-Lena, nor ana@example.org.
BEFORE, AFTER = r"(?<!\w)(?<!@)(?<!\w[.+\-])", r"(?!\w|@|[.+\-]\w)"
# O'Brien is no Brien; but before a full name it is an article, as in "la lettre d'Ana Lima".
NO_ELISION = r"(?<!\w['’])"
JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def tidy(words: str) -> str:
    return " ".join(unicodedata.normalize("NFC", words).split())


def folded(text: str) -> str:
    """Alike whatever the case, as patterns see it: to them the Turkish i without a dot is an i, and the one with it."""
    return text.casefold().replace("ı", "i").replace("i\u0307", "i")


def same_words(one: str, other: str) -> bool:
    """Whether both are one name or address, whatever the case, the spaces and the Unicode form."""
    return tidy(one).casefold() == tidy(other).casefold()


def is_full_name(words: str) -> bool:
    """Whether this can hardly be anything but a name or an address; "Hope" alone can."""
    return " " in words or "@" in words


@dataclass(frozen=True)
class Form:
    """One name as it may be written: how it is replaced, and, less strictly, how it is found."""

    words: str
    strict: re.Pattern[str]
    loose: re.Pattern[str]
    replacement: str


class Words:
    """Names and addresses of one person, each with what takes its place.

    `spared` are longer names, of others, that hold one of these: they are left alone.
    """

    def __init__(self, replaced: Mapping[str, str], *, spared: Iterable[str] = ()) -> None:
        tidied = {tidy(old): tidy(new) for old, new in replaced.items()}
        self.replaced = {old: new for old, new in tidied.items() if len(old) >= LEAST_LETTERS and old != new}
        longer = {tidy(name) for name in [*spared, *self.replaced.values()] if self._is_longer(name)}
        self.spared = sorted(longer, key=len, reverse=True)
        # The longest first: an address may hold the name.
        self.forms = [form for old in sorted(self.replaced, key=len, reverse=True) for form in self._forms_of(old)]
        # Most texts hold none of these, which is soon seen; patterns take ten times as long.
        self.longest_words = {max(re.findall(r"\w+", folded(old)) or [""], key=len) for old in self.replaced}

    def _is_longer(self, name: str) -> bool:
        olds = {folded(old) for old in self.replaced}
        return folded(tidy(name)) not in olds and any(old in folded(tidy(name)) for old in olds)

    def _may_stand_in(self, text: str) -> bool:
        said = folded(text)
        return any(word in said for word in self.longest_words)

    def _forms_of(self, old: str) -> Iterator[Form]:
        new = self.replaced[old]
        before, after, loosely_before, loosely_after = BEFORE, AFTER, r"(?<!\w)", r"(?!\w)"
        if WITHOUT_SPACES.search(old):
            before = after = loosely_before = loosely_after = ""
        elif not is_full_name(old):
            before += NO_ELISION
        # A single word is found only as it is written; so is a name of which the case alone is mended.
        flags = re.IGNORECASE if is_full_name(old) and not same_words(old, new) else re.NOFLAG
        # In HTML an apostrophe looks otherwise.
        for encode in [str, html.escape] if html.escape(old) != old else [str]:
            spared = "|".join(spaced_pattern(encode(name)) for name in self.spared) or "(?!)"
            kept, name = rf"(?P<spared>(?<!\w)(?:{spared})(?!\w))", spaced_pattern(encode(old))
            yield Form(
                words=old,
                strict=re.compile(f"{kept}|{before}{name}{after}", flags),
                loose=re.compile(f"{kept}|{loosely_before}(?P<found>{name}){loosely_after}", flags),
                replacement=encode(new),
            )

    def found_in(self, text: str) -> bool:
        """Whether a name still stands there, as words of their own, in clear or as HTML, JSON and queries write it."""
        return any(
            match["found"] is not None
            for reading in readings(text)
            if self._may_stand_in(reading)
            for form in self.forms
            for match in form.loose.finditer(reading)
        )

    def written_over(self, text: str, *, full_names_only: bool = False) -> str:
        """The text with each name replaced by what takes its place; the same text if none stands there."""
        composed = written = unicodedata.normalize("NFC", text)
        if not self._may_stand_in(composed):
            return text
        for form in self.forms:
            if is_full_name(form.words) or not full_names_only:
                written = form.strict.sub(lambda match, form=form: match["spared"] or form.replacement, written)
        return text if written == composed else written


def spaced_pattern(words: str) -> str:
    """These words with any white space between them: a line may have been broken there."""
    return r"\s+".join(re.escape(word) for word in words.split())


def readings(text: str) -> Iterator[str]:
    """The text, and what it says to whoever undoes the escapes of HTML, of JSON or of a query."""
    yield unicodedata.normalize("NFC", text)
    for mark, decode in (("&", html.unescape), ("%", unquote_plus), ("+", unquote_plus), ("\\u", without_json_escapes)):
        if mark in text:
            yield unicodedata.normalize("NFC", decode(text))


def without_json_escapes(text: str) -> str:
    escaped = JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    # What lies beyond the first plane is escaped as two halves.
    return escaped.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def in_structure(value: Any, change: Callable[[str], str]) -> Any:
    """The lists and dictionaries of JSON with every text in them changed."""
    match value:
        case str():
            return change(value)
        case list() | tuple():
            return [in_structure(it, change) for it in value]
        case dict():
            return {in_structure(name, change): in_structure(it, change) for name, it in value.items()}
        case _:
            return value


def in_json(text: str, change: Callable[[str], str]) -> str:
    """A text of which JSON is one kind, with what it says changed."""
    if text[:1] in {"[", "{"}:
        try:
            said = json.loads(text)
        except ValueError:
            return change(text)
        changed = in_structure(said, change)
        return text if changed == said else json.dumps(changed)
    return change(text)
