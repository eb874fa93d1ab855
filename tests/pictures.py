"""Pictures that people send."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def drawn(format: str = "PNG", *, mode: str = "RGB", size: tuple[int, int] = (300, 200), **options: Any) -> bytes:
    """A picture in one colour."""
    out = BytesIO()
    Image.new(mode, size, "red" if mode in {"RGB", "RGBA"} else 1).save(out, format, **options)
    return out.getvalue()


def sent(content: bytes | None = None, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, drawn() if content is None else content)
