"""Pictures that strangers send: read with suspicion, and made anew as a small WebP of which every byte is ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import IO, TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES_READ = 2_000_000
MOST_PIXELS_READ = 2_000
MOST_PIXELS = 512
# With it, the page that shows it stays below the 50 kB that a first visit may take.
MOST_BYTES = 30_000
# MPO is what some cameras make of a JPEG: with a second picture behind the first.
ENDINGS = {"PNG": ("png",), "JPEG": ("jpg", "jpeg"), "MPO": ("jpg", "jpeg"), "WEBP": ("webp",)}
NAMES = {"PNG": "PNG", "JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WebP"}
# Without loss for what is drawn; else with as little as the bound on bytes lets.
QUALITIES = (
    {"lossless": True, "quality": 80},
    {"quality": 90},
    {"quality": 70, "alpha_quality": 70},
    {"quality": 40, "alpha_quality": 40},
)


@dataclass(frozen=True)
class Bounds:
    """How many bytes and pixels (on each side) a picture may have that is sent, and has at most that is made of it."""

    bytes_read: int
    pixels_read: int
    pixels: int
    bytes: int
    qualities: Sequence[Mapping[str, Any]] = QUALITIES


SMALL = Bounds(MOST_BYTES_READ, MOST_PIXELS_READ, MOST_PIXELS, MOST_BYTES)

# A JPEG may paint the whole picture over and over. A dozen times is usual; thousands keep a processor busy for minutes.
START_OF_SCAN = b"\xff\xda"
MOST_SCANS = 200

# The library unpacks no more text than this, of which none is kept.
MOST_TEXT = 1_000_000
# One picture at a time in each process, so that what they need together is bounded.
one_at_a_time = Lock()

NOT_A_PICTURE = _("This file is not a PNG, JPEG or WebP picture, or it is damaged.")


@dataclass(frozen=True)
class Picture:
    """A WebP without metadata, within the bounds that it was made for."""

    webp: bytes
    width: int
    height: int


def made_anew(file: IO[bytes], *, name: str, size: int, bounds: Bounds = SMALL) -> Picture:
    """The picture in the file, upright, within bounds and without metadata; `size` is how many bytes were sent.

    Raises ValidationError with a sentence for the person who sent it. Of a file that is too large nothing is read.
    """
    # Loaded when somebody sends a picture.
    from PIL import Image, PngImagePlugin

    must_not_be_large(size, bounds.bytes_read)
    content = file.read()
    if content.count(START_OF_SCAN) > MOST_SCANS:
        raise ValidationError(NOT_A_PICTURE)
    with one_at_a_time:
        # Asked before it makes room for the pixels, and before it unpacks text.
        Image.MAX_IMAGE_PIXELS = bounds.pixels_read**2
        PngImagePlugin.MAX_TEXT_MEMORY = MOST_TEXT
        try:
            with Image.open(BytesIO(content), formats=["PNG", "JPEG", "WEBP"]) as image:
                must_be_acceptable(image, name, bounds)
                small = reduced(image, bounds)
            return encoded(small, bounds)
        except ValidationError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise too_many_pixels(bounds) from error
        except Exception as error:
            # A file that was made to break its reader does so in any way that it finds.
            raise ValidationError(NOT_A_PICTURE) from error


def must_not_be_large(size: int, most: int) -> None:
    """Raises ValidationError for a file of more than so many bytes."""
    if size > most:
        raise ValidationError(
            _("This file has %(size)s MB. It may have at most %(most)s MB."),
            params={"size": f"{size / 1e6:.1f}", "most": most // 1_000_000},
        )


def must_be_acceptable(image: "Image.Image", name: str, bounds: Bounds) -> None:
    """Looks at the head of the file alone: no pixel has been read yet."""
    if max(image.size) > bounds.pixels_read:
        raise too_many_pixels(bounds)
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise ValidationError(_("This picture moves. Choose one that stands still."))
    if name.rpartition(".")[2].lower() not in ENDINGS[image.format]:
        raise ValidationError(
            _("The name of this file does not fit what is in it: it is a %(format)s picture. Save it anew as one."),
            params={"format": NAMES[image.format]},
        )


def too_many_pixels(bounds: Bounds) -> ValidationError:
    return ValidationError(
        _("This picture has too many pixels. It may have at most %(most)s on each side."),
        params={"most": bounds.pixels_read},
    )


def reduced(image: "Image.Image", bounds: Bounds) -> "Image.Image":
    from PIL import ImageOps

    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.format in {"JPEG", "MPO"}:
        # A JPEG is read small from the start, if it is made small before all else.
        image.thumbnail((bounds.pixels, bounds.pixels))
    image.load()
    if image.mode == "I;16":
        # Of sixteen bits the upper eight; the library would cut them off at white.
        image = image.point(lambda value: value / 256, "L")
    if image.mode != mode:
        image = image.convert(mode)
    image.thumbnail((bounds.pixels, bounds.pixels))
    return ImageOps.exif_transpose(image)


def encoded(image: "Image.Image", bounds: Bounds) -> Picture:
    while True:
        for quality in bounds.qualities:
            out = BytesIO()
            image.save(out, "WEBP", exif=b"", xmp=b"", icc_profile=b"", **quality)
            if out.tell() <= bounds.bytes:
                return Picture(out.getvalue(), *image.size)
        image = image.reduce(2)
