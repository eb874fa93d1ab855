from wagtail.fields import RichTextField
from wagtail.models import Page


class TextPage(Page):
    body = RichTextField()

    class Meta:
        app_label = "wagtail_page"

    def __str__(self) -> str:
        return self.title
