"""Markdown as staff write it, made into HTML that is safe on a page whatever was typed."""

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# The page's own title is its h1.
HIGHEST, LOWEST = 2, 6
LEVELS = range(HIGHEST, LOWEST + 1)
TAGS = {f"h{level}" for level in LEVELS} | {
    *("a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"),
    *("table", "tbody", "td", "th", "thead", "tr"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"scope"},
    **{f"h{level}": {"id"} for level in LEVELS},
}
SCHEMES = {"http", "https", "mailto", "tel"}
# The plain pages, in every language: what is said of their texts is remembered.
MOST_TEXTS = 100


def render(text: str, *, lead: Callable[[str], str] = str, original: str = "") -> SafeString:
    """CommonMark with tables as clean HTML: no raw HTML, no images, links to http, https, mailto and tel only.

    Headings begin at h2, leave no level out, and can be linked to: `## Cite it` has the id `section-cite-it`.
    `lead` is given the address of each link, and says where it leads. A translation that has as many headings as its
    `original` has their ids, so that a link to a part of the page leads there in every language.
    """
    html = PARSER.render(text, {"lead": lead, "ids": ids_of_headings(original)})
    return mark_safe(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None))


def ids_of_headings(text: str) -> list[str]:
    return [token.attrGet("id") for token in PARSER.parse(text) if token.type == "heading_open"]


@lru_cache(MOST_TEXTS)
def first_paragraph(text: str) -> str:
    """The words of the first paragraph without their markup, or nothing."""
    tokens = PARSER.parse(text)
    for opening, inline in pairwise(tokens):
        if opening.type == "paragraph_open" and opening.level == 0:
            return " ".join(_words(inline).split())
    return ""


def _words(inline: Token) -> str:
    return PARSER.renderer.renderInlineAsText(inline.children, PARSER.options, {})


def _settle_headings(state: StateCore) -> None:
    given = [int(token.tag[1]) for token in state.tokens if token.type == "heading_open"]
    raised, level = HIGHEST - min(given, default=HIGHEST), HIGHEST - 1
    originals = state.env.get("ids", [])
    ids: set[str] = set()
    for place, token in enumerate(state.tokens):
        if token.type == "heading_open":
            level = min(int(token.tag[1]) + raised, level + 1, LOWEST)
            token.tag = f"h{level}"
            own = _id_of(_words(state.tokens[place + 1]), ids)
            token.attrSet("id", originals[len(ids) - 1] if len(originals) == len(given) else own)
        elif token.type == "heading_close":
            token.tag = f"h{level}"


def _id_of(heading: str, taken: set[str]) -> str:
    """An id that no other heading has, nor, thanks to its first word, any part of the page around the text."""
    base = f"section-{slugify(heading, allow_unicode=True)}".rstrip("-")
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    chosen = next(candidate for candidate in (base, *numbered) if candidate not in taken)
    taken.add(chosen)
    return chosen


def _say_what_headers_head(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")


def _describe_images(state: StateCore) -> None:
    """Nothing is loaded from elsewhere: where an image would stand, its description does."""
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "image":
                child.type, child.content, child.children = "text", _words(child), None


def _lead_links(state: StateCore) -> None:
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "link_open" and "lead" in state.env:
                child.attrSet("href", state.env["lead"](child.attrGet("href")))


PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
for rule in (_settle_headings, _say_what_headers_head, _describe_images, _lead_links):
    PARSER.core.ruler.push(rule.__name__, rule)
# The rules are put in order at the first use, which is not safe in two threads: one would miss some, or break.
PARSER.parse("Words.")
