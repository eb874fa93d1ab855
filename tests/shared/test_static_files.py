import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command

from alliance.shared.static_files import COMMENT


@pytest.fixture
def collected(settings: object, tmp_path: Path) -> Path:
    """The static files as a site serves them."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "alliance.shared.static_files.BundledStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin"])
    return tmp_path


def test_style_is_served_as_one_file_with_every_component_in_its_layer(collected: Path) -> None:
    name = storages["staticfiles"].stored_name("css/site.css")
    served = (collected / name).read_text()
    source = (Path(settings.BASE_DIR) / "static/css/site.css").read_text()
    components = re.findall(r'@import url\("([^"]+)"\)', source)

    assert re.fullmatch(r"css/site\.[0-9a-f]{12}\.css", name)
    assert "@import" not in served
    assert served.startswith("@layer ")
    assert len(components) > 10
    for component in components:
        assert COMMENT.sub("", (collected / "css" / component).read_text()).strip()[-200:] in served
    assert "/*" not in served


def test_style_collected_again_has_what_its_components_say_now(collected: Path, settings: object) -> None:
    before = storages["staticfiles"].stored_name("css/site.css")
    tokens = Path(settings.BASE_DIR) / "static/css/tokens.css"
    edited = collected / "edited"
    (edited / "css").mkdir(parents=True)
    for sheet in tokens.parent.glob("*.css"):
        (edited / "css" / sheet.name).write_text(sheet.read_text())
    (edited / "css/tokens.css").write_text(tokens.read_text() + "\n.edited { color: red; }\n")
    settings.STATICFILES_DIRS = [edited]

    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin"])

    name = storages["staticfiles"].stored_name("css/site.css")
    assert name != before
    assert ".edited" in (collected / name).read_text()
    assert "@import" not in (collected / name).read_text()


def test_style_is_compressed(collected: Path) -> None:
    name = storages["staticfiles"].stored_name("css/site.css")

    assert (collected / f"{name}.br").stat().st_size < 8_000
    assert (collected / f"{name}.gz").exists()
