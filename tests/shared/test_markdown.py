import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from alliance.shared.markdown import PARSER, first_paragraph, render
from alliance.shared.template_tags import rendered_markdown


def test_paragraphs_emphasis_and_lists_become_html() -> None:
    assert render("We *read* and **sign**.\n\n- one\n- two") == (
        "<p>We <em>read</em> and <strong>sign</strong>.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )


def test_html_is_shown_as_it_was_typed() -> None:
    html = render("<script>alert(1)</script>\n\nA <b onclick=x()>word</b>")

    assert "<script" not in html
    assert "<b" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "A &lt;b onclick=x()&gt;word&lt;/b&gt;" in html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript&#58;alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///x",
    ],
)
def test_address_that_runs_or_opens_something_is_no_link(address: str) -> None:
    assert "href" not in render(f"[here](<{address}>)")
    assert "href" not in render(f"[here]\n\n[here]: <{address}>")


def test_address_of_an_unknown_scheme_is_no_link() -> None:
    assert "href" not in render("[here](ftp://alliance.example/text)")


@pytest.mark.parametrize(
    "address",
    [
        "https://alliance.example/a?b=c",
        "http://alliance.example",
        "mailto:office@alliance.example",
        "tel:+4412345",
        "/help/#x",
    ],
)
def test_address_of_a_page_a_mailbox_or_a_telephone_is_a_link(address: str) -> None:
    assert render(f"[here]({address})") == f'<p><a href="{address}">here</a></p>\n'


def test_address_in_angle_brackets_is_a_link() -> None:
    assert render("<https://alliance.example/>") == (
        '<p><a href="https://alliance.example/">https://alliance.example/</a></p>\n'
    )


def test_quotes_in_the_title_of_a_link_stay_in_it() -> None:
    assert render("""[here](/x '" onclick="x')""") == '<p><a href="/x" title="&quot; onclick=&quot;x">here</a></p>\n'


def test_description_stands_where_an_image_would() -> None:
    html = render("![Two **rings** <here>](https://elsewhere.example/rings.png) overlap")

    assert html == "<p>Two rings &lt;here&gt; overlap</p>\n"


def test_described_image_can_be_a_link() -> None:
    assert render("[![Rings](/rings.png)](/about/)") == '<p><a href="/about/">Rings</a></p>\n'


def test_headings_begin_below_the_title_of_the_page() -> None:
    assert levels("# One\n\n## Two\n\n# Three") == [2, 3, 2]
    assert levels("## One\n\n### Two") == [2, 3]
    assert levels("### One\n\n#### Two") == [2, 3]


def test_no_level_of_headings_is_left_out() -> None:
    assert levels("## One\n\n##### Two\n\n### Three\n\n## Four") == [2, 3, 3, 2]


def test_deepest_headings_stay_headings() -> None:
    assert levels("\n\n".join(f"{'#' * level} Level" for level in range(1, 7))) == [2, 3, 4, 5, 6, 6]


def test_underlined_headings_are_settled_too() -> None:
    assert levels("One\n===\n\nTwo\n---") == [2, 3]


def test_heading_can_be_linked_to() -> None:
    assert render("## Check a *copy*") == '<h2 id="section-check-a-copy">Check a <em>copy</em></h2>\n'


def test_headings_of_any_script_can_be_linked_to() -> None:
    assert 'id="section-كيف-تقرأ"' in render("## كيف تقرأ")


def test_headings_with_the_same_words_have_ids_of_their_own() -> None:
    assert ids("## A\n\n## A\n\n## A 2\n\n## A\n\n## ?\n\n## !") == [
        "section-a",
        "section-a-2",
        "section-a-2-2",
        "section-a-3",
        "section",
        "section-2",
    ]


def test_headings_of_a_translation_have_the_ids_of_the_original() -> None:
    html = render("## Uno\n\n## Uno", original="## One\n\n## Two")

    assert html == '<h2 id="section-one">Uno</h2>\n<h2 id="section-two">Uno</h2>\n'


@pytest.mark.parametrize("original", ["", "No heading.", "## One\n\n## Two"])
def test_headings_that_the_original_has_not_have_ids_of_their_own(original: str) -> None:
    assert render("## Uno", original=original) == '<h2 id="section-uno">Uno</h2>\n'


def test_links_lead_where_they_are_led_and_never_run_anything() -> None:
    assert render("[a](/b/) <https://c.example/>", lead=lambda it: f"{it}#d") == (
        '<p><a href="/b/#d">a</a> <a href="https://c.example/#d">https://c.example/</a></p>\n'
    )
    assert "javascript" not in render("[a](/b/)", lead=lambda it: "javascript:b()")


def test_headings_of_a_table_say_what_they_head() -> None:
    html = render("| Year | Sum |\n|:--|--:|\n| 2024 | 1 |")

    assert '<th scope="col">Year</th>' in html
    assert "<td>2024</td>" in html
    assert "style" not in html


def test_numbering_starts_where_the_writer_starts_it() -> None:
    assert render("3. three\n4. four").startswith('<ol start="3">')


def test_first_paragraph_is_told_without_markup() -> None:
    text = "# About\n\n- a list\n\nAn *alliance* of\n[organisations](/members/) & <more>.\n\nLater."

    assert first_paragraph(text) == "An alliance of organisations & <more>."


def test_text_without_a_paragraph_has_no_first_one() -> None:
    assert first_paragraph("# Heading\n\n- a list") == ""


PARTS = st.sampled_from(
    [*"<>&\"'[]()!#*_`|-=\\:/ \n", "script", "javascript:", "onload=x", "style=", "img src=x", "a", "1."]
)


@given(st.lists(PARTS, max_size=40).map("".join))
def test_whatever_is_typed_only_known_tags_and_attributes_come_out(text: str) -> None:
    html = render(text)

    for tag, attributes in re.findall(r"<\s*/?\s*([a-z0-9]*)([^>]*)>", html):
        assert re.fullmatch("a|blockquote|br|code|em|h[2-6]|hr|li|ol|p|pre|strong|table|tbody|td|th|thead|tr|ul", tag)
        assert re.fullmatch(r'( (href|title|start|scope|id)="[^"<>]*")*', attributes)
    assert not re.search(r'href="\s*javascript', html, re.I)


def levels(text: str) -> list[int]:
    html = render(text)
    assert re.findall(r"</h(\d)>", html) == re.findall(r"<h(\d)", html)
    return [int(level) for level in re.findall(r"<h(\d)", html)]


def ids(text: str) -> list[str]:
    return re.findall(r'id="([^"]*)"', render(text))


def test_parser_is_ready_before_the_first_threads_use_it() -> None:
    rulers = (PARSER.core.ruler, PARSER.block.ruler, PARSER.inline.ruler, PARSER.inline.ruler2)

    assert all(ruler.__cache__ is not None for ruler in rulers)


def test_text_is_remembered_with_the_language_of_its_links_and_its_original() -> None:
    assert 'href="/contact/"' in rendered_markdown("[Contact](/contact/)")
    with translation.override("es"):
        assert 'href="/es/contact/"' in rendered_markdown("[Contact](/contact/)")
    assert 'id="section-dos"' in rendered_markdown("## Dos")
    assert 'id="section-two"' in rendered_markdown("## Dos", "## Two")
    assert 'id="section-tres"' in rendered_markdown("## Tres")
