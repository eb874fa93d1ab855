from django.urls import path, re_path, register_converter

from principles import feeds
from principles.views import clauses, editions, embeds, preview, tags


class NumberConverter:
    """An edition's number, such as 1.0."""

    regex = r"(?:0|[1-9][0-9]{0,3})\.(?:0|[1-9][0-9]{0,3})"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class CalledConverter(NumberConverter):
    """An edition's number, or the word for whichever holds."""

    regex = f"{embeds.CURRENT}|{NumberConverter.regex}"


register_converter(NumberConverter, "number")
register_converter(CalledConverter, "called")

app_name = "principles"

urlpatterns = [
    # /beliefs/
    path("beliefs/", clauses.belief_list, name="belief-list"),
    path("beliefs/<slug:slug>/", clauses.belief_detail, name="belief-detail"),
    # /principles/
    path("principles/", clauses.principle_list, name="principle-list"),
    path("principles/<slug:slug>/", clauses.principle_detail, name="principle-detail"),
    # /tags/
    path("tags/", tags.tag_list, name="tag-list"),
    path("tags/<slug:slug>/", tags.tag_detail, name="tag-detail"),
    # /editions/
    path("editions/", editions.edition_list, name="edition-list"),
    path("editions/compare/<number:old>...<number:new>/", editions.comparison, name="comparison"),
    path("editions/<number:number>/", editions.edition_detail, name="edition-detail"),
    re_path(
        r"^editions/(?P<number>[0-9.]{3,9})/text\.(?P<extension>txt|md|json)$",
        editions.edition_text,
        name="edition-text",
    ),
    path("feeds/editions.atom", feeds.edition_feed, name="edition-feed"),
    # /embed/text/
    path("embed/text/<called:called>.html", embeds.embedded_text, name="embedded-text"),
    path("embed/text/<called:called>.json", embeds.embedded_text_json, name="embedded-text-json"),
    # /preview/
    re_path(r"^preview/(?P<page>home|beliefs|principles)/$", preview.preview, name="preview"),
    path("preview/clauses/<slug:slug>/", preview.preview_clause, name="preview-clause"),
]
