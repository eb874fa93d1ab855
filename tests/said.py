"""What a page says in its own language: neither what it says to be in another, nor names, keys and code."""

import re
from html.parser import HTMLParser

ADDRESS = re.compile(r"[^\s<]+@[^\s>]+")
OF_NO_LANGUAGE = {"bdi", "code", "pre", "script", "style"}
READ_OUT = ("alt", "aria-label", "placeholder", "title")
WITHOUT_AN_END = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Said(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.open: list[tuple[str, bool]] = []
        self.feed(page)

    @property
    def is_of_another(self) -> bool:
        return any(is_of_another for _, is_of_another in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        is_of_another = tag in OF_NO_LANGUAGE or (tag != "html" and "lang" in found)
        if tag not in WITHOUT_AN_END:
            self.open.append((tag, is_of_another or "digest" in (found.get("class") or "")))
        if not is_of_another and not self.is_of_another:
            self.texts |= {said(found[name] or "") for name in READ_OUT if name in found}
            if tag == "meta" and found.get("name") == "description":
                self.texts.add(said(found["content"] or ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        if not self.is_of_another:
            self.texts.add(said(text))


def said(text: str) -> str:
    return " ".join(text.split())


def texts_of(page: str) -> set[str]:
    """Texts and what is read out, where there are letters in it beside those of an e-mail address."""
    return {text for text in Said(page).texts if any(map(str.isalpha, ADDRESS.sub("", text)))}
