from dataclasses import dataclass
from typing import Any

import pytest
from django.template import Context, Template, engines
from django.template.loaders.locmem import Loader
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from alliance.pages.models import Page
from alliance.shared import fragments
from alliance.shared.fragments import MOST_LETTERS, QueryInFragment, fragment

NAME, ASKING = "of_a_test.html", "that_asks.html"


@dataclass(frozen=True)
class Thing:
    name: str
    is_new: bool = False


@dataclass(unsafe_hash=True)
class Changeable:
    name: str = "a"


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Templates of these tests in place of the site's; and each rendering that takes place, by its values."""
    engine = engines["django"].engine
    text = "{{ thing.name }}{{ name }}{{ SITE_NAME }}{% translate 'Close' %}"
    templates = {NAME: text, ASKING: "{% standing_behind as standing %}{{ standing.all }}"}
    monkeypatch.setattr(engine, "template_loaders", [Loader(engine, templates)])
    made: list[dict[str, Any]] = []
    render = fragments.render_to_string

    def rendered(template: str, values: dict[str, Any]) -> SafeString:
        made.append(values)
        return render(template, values)

    monkeypatch.setattr(fragments, "render_to_string", rendered)
    fragments.remembered.cache_clear()
    return made


def test_same_values_are_rendered_once(made: list[dict[str, Any]]) -> None:
    one, other = fragment(NAME, thing=Thing("a")), fragment(NAME, thing=Thing("a"))

    assert one == other == "aClose"
    assert isinstance(other, SafeString)
    assert len(made) == 1


def test_each_value_that_is_another_is_seen(made: list[dict[str, Any]]) -> None:
    assert fragment(NAME, thing=Thing("a"), name="b") == "abClose"
    assert fragment(NAME, thing=Thing("c"), name="b") == "cbClose"
    assert fragment(NAME, thing=Thing("c"), name="d") == "cdClose"
    assert fragment(NAME, thing=Thing("c", is_new=True), name="d") == "cdClose"
    with translation.override("es"):
        assert fragment(NAME, thing=Thing("c"), name="d") == "cdCerrar"

    assert len(made) == 5


def test_what_somebody_made_long_is_not_remembered(made: list[dict[str, Any]]) -> None:
    long = "a" * MOST_LETTERS

    assert fragment(NAME, name=long) == fragment(NAME, name=long) == f"{long}Close"
    assert len(made) == 2
    assert fragments.remembered.cache_info().currsize == 0


def test_text_and_html_of_the_same_letters_are_kept_apart() -> None:
    assert fragment(NAME, name=mark_safe("<b>")) == "<b>Close"
    assert fragment(NAME, name="<b>") == "&lt;b&gt;Close"


def test_template_sees_nothing_of_the_page() -> None:
    page = Template("{% fragment template name='b' %}")

    assert page.render(Context({"template": NAME, "thing": Thing("a"), "SITE_NAME": "A site"})) == "bClose"


@pytest.mark.parametrize(
    "value",
    [
        Page(pk=1, slug="about"),
        gettext_lazy("Close"),
        (mark_safe("<b>"),),
        Thing(mark_safe("<b>")),
        Thing(gettext_lazy("Close")),
        (Page(pk=1, slug="about"),),
        Changeable(),
        1.5,
    ],
)
def test_what_could_change_or_look_otherwise_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="no plain value"):
        fragment(NAME, name=value)


@pytest.mark.django_db
def test_template_that_asks_the_database_is_refused() -> None:
    with pytest.raises(QueryInFragment):
        fragment(ASKING)


@pytest.mark.parametrize("value", [["a"], {"a": 1}])
def test_what_cannot_be_compared_for_good_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="unhashable"):
        fragment(NAME, name=value)


def test_what_is_remembered_is_bounded(made: list[dict[str, Any]]) -> None:
    for number in range(fragments.MOST + 1):
        fragment(NAME, name=number)
    fragment(NAME, name=fragments.MOST)
    again = len(made)
    fragment(NAME, name=0)

    assert (again, len(made)) == (fragments.MOST + 1, fragments.MOST + 2)
    assert fragments.remembered.cache_info().currsize == fragments.MOST


def test_whoever_works_on_a_template_sees_it(made: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments.settings, "DEBUG", True)

    fragment(NAME, name="a")
    fragment(NAME, name="a")

    assert len(made) == 2
