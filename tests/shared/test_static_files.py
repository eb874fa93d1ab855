import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command


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
        assert (collected / "css" / component).read_text().strip()[-200:] in served


def test_style_is_compressed(collected: Path) -> None:
    name = storages["staticfiles"].stored_name("css/site.css")

    assert (collected / f"{name}.br").stat().st_size < 8_000
    assert (collected / f"{name}.gz").exists()
