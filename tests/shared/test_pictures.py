"""What strangers send as a picture: made anew, or refused with a sentence, and in little memory."""

import os
import struct
import subprocess
import sys
import tracemalloc
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from alliance.shared import pictures
from alliance.shared.pictures import Bounds, Picture, made_anew
from tests.pictures import drawn

NOT_A_PICTURE = "not a PNG, JPEG or WebP picture"
TOO_MANY_PIXELS = "too many pixels"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MB = 1_000_000
ROOT = Path(__file__).resolve().parents[2]


def read(content: bytes, name: str = "logo.png") -> Picture:
    return made_anew(BytesIO(content), name=name, size=len(content))


def opened(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.webp))


def noise(mode: str = "RGBA", side: int = 700) -> Image.Image:
    """What can be compressed least."""
    return Image.frombytes("RGBA", (side, side), os.urandom(side * side * 4)).convert(mode)


def written(image: Image.Image, format: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_with(*chunks: bytes) -> bytes:
    """A small PNG with more chunks behind its header."""
    content = drawn(size=(30, 20))
    return content[:33] + b"".join(chunks) + content[33:]


def webp_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they are a large canvas."""
    sides = b"".join(struct.pack("<I", side - 1)[:3] for side in (width, height))
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + sides + drawn("WEBP", size=(8, 8))[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    ("format", "name"),
    [("PNG", "logo.png"), ("JPEG", "logo.jpg"), ("JPEG", "LOGO.JPEG"), ("WEBP", "my.logo.webp"), ("MPO", "logo.jpg")],
)
def test_picture_becomes_a_webp(format: str, name: str) -> None:
    picture = read(drawn(format), name)

    assert (picture.width, picture.height) == (300, 200)
    assert (opened(picture).format, opened(picture).size) == ("WEBP", (300, 200))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_pixel_is_read(mode: str) -> None:
    assert read(drawn(mode=mode, size=(1000, 500))).width == 512


def test_sixteen_bits_of_grey_stay_grey() -> None:
    picture = read(written(Image.new("I;16", (30, 20), 40_000), "PNG"))

    assert opened(picture).convert("L").getpixel((5, 5)) in range(150, 162)


def test_large_picture_is_made_small_in_its_shape() -> None:
    picture = read(drawn("JPEG", size=(2000, 1000)), "logo.jpg")

    assert (picture.width, picture.height) == (512, 256)


def test_larger_picture_is_made_within_bounds_of_its_own() -> None:
    bounds = Bounds(bytes_read=5 * MB, pixels_read=4000, pixels=1000, bytes=400_000)
    content = drawn("JPEG", size=(3900, 1300))

    picture = made_anew(BytesIO(content), name="a.jpg", size=len(content), bounds=bounds)

    assert (picture.width, picture.height) == (1000, 333)
    assert len(picture.webp) <= bounds.bytes
    with pytest.raises(ValidationError, match=TOO_MANY_PIXELS):
        read(content, "a.jpg")


@pytest.mark.parametrize(("format", "name"), [("PNG", "a.png"), ("WEBP", "a.webp")])
def test_transparency_stays(format: str, name: str) -> None:
    transparent = Image.new("RGBA", (30, 20), (255, 0, 0, 0))

    assert opened(read(written(transparent, format), name)).convert("RGBA").getpixel((5, 5))[3] == 0


def test_palette_with_a_transparent_colour_stays_transparent() -> None:
    content = written(Image.new("P", (30, 20), 0), "PNG", transparency=0)

    assert opened(read(content)).convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize(("format", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("WEBP", "a.webp")])
def test_picture_is_turned_upright_and_says_nothing_else(format: str, name: str) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, "Otto Outsider"
    content = drawn(format, exif=exif, icc_profile=b"a profile with Otto in it")
    assert b"Otto" in content

    picture = read(content, name)

    assert (picture.width, picture.height) == (200, 300)
    assert b"Otto" not in picture.webp
    assert not {"exif", "icc_profile", "xmp"} & set(opened(picture).info)


def test_nothing_of_a_polyglot_is_kept() -> None:
    payload = b"<script>alert(document.domain)</script>"

    picture = read(png_with(chunk(b"tEXt", b"Comment\0" + payload)) + payload + b"PK\x03\x04")

    assert b"script" not in picture.webp
    assert b"PK" not in picture.webp


@pytest.mark.parametrize(("mode", "format", "name"), [("RGBA", "PNG", "a.png"), ("RGB", "JPEG", "a.jpg")])
def test_what_can_be_compressed_least_is_small_all_the_same(mode: str, format: str, name: str) -> None:
    content = written(noise(mode, side=640), format)
    assert len(content) > pictures.MOST_BYTES

    assert len(read(content, name).webp) <= pictures.MOST_BYTES


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.png", NOT_A_PICTURE),
        (b"no picture", "a.png", NOT_A_PICTURE),
        (SVG, "a.svg", NOT_A_PICTURE),
        (SVG, "a.png", NOT_A_PICTURE),
        (drawn("GIF", mode="P"), "a.gif", NOT_A_PICTURE),
        (drawn("BMP"), "a.png", NOT_A_PICTURE),
        (drawn()[:-40], "a.png", NOT_A_PICTURE),
        (drawn()[:60], "a.png", NOT_A_PICTURE),
        (drawn("JPEG")[:-200], "a.jpg", NOT_A_PICTURE),
        (drawn("WEBP")[:-10], "a.webp", NOT_A_PICTURE),
        (drawn("JPEG"), "a.png", "it is a JPEG picture"),
        (drawn("PNG"), "a.jpg", "it is a PNG picture"),
        (drawn("WEBP"), "a", "it is a WebP picture"),
        (drawn("PNG"), "a.png.html", "it is a PNG picture"),
        (drawn("MPO"), "a.png", "it is a JPEG picture"),
        (drawn(save_all=True, append_images=[Image.new("RGB", (300, 200))]), "a.png", "moves"),
        (drawn("WEBP", save_all=True, append_images=[Image.new("RGB", (300, 200))]), "a.webp", "moves"),
        (drawn(size=(2001, 10)), "a.png", TOO_MANY_PIXELS),
        (drawn("JPEG", size=(10, 2001)), "a.jpg", TOO_MANY_PIXELS),
        (drawn("WEBP", size=(2001, 10)), "a.webp", TOO_MANY_PIXELS),
    ],
)
def test_what_is_no_logo_gets_a_sentence(content: bytes, name: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        read(content, name)


class Unreadable(BytesIO):
    def read(self, *args: object) -> bytes:
        raise AssertionError("it was read")


def test_of_a_file_that_is_too_large_nothing_is_read() -> None:
    with pytest.raises(ValidationError, match=r"50\.0 MB"):
        made_anew(Unreadable(), name="logo.png", size=50 * MB)


BOMBS = {
    "pixels": drawn(mode="1", size=(20_000, 20_000)),
    "just above the bound": drawn(mode="1", size=(2500, 2500)),
    "a canvas of webp": webp_that_claims(16_383, 16_383),
    "a canvas of webp just above the bound": webp_that_claims(2500, 2500),
    "texts": png_with(*[chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(MB)))] * 60),
    "one text": png_with(chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(100 * MB)))),
    "a profile": png_with(chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(100 * MB)))),
    "scans": drawn("JPEG") + b"\xff\xda" * 1000,
}


# What the library itself takes is seen from outside Python alone; the peak of a process never falls, so it has its own.
MEASURED = """
import sys
from pathlib import Path

from alliance.shared.pictures import made_anew

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

for path in map(Path, sys.argv[1:]):
    before = peak()
    with path.open("rb") as file:
        try:
            made_anew(file, name=path.name, size=path.stat().st_size)
        except Exception as refusal:
            assert type(refusal).__name__ == "ValidationError", refusal
    print(path.name, (peak() - before) // 1000)
"""


def named(content: bytes) -> str:
    return {b"RI": "a.webp", b"\xff\xd8": "a.jpg"}.get(content[:2], "a.png")


@pytest.mark.server
def test_no_picture_needs_much_memory_of_the_library(tmp_path: Path) -> None:
    largest = drawn("WEBP", mode="RGBA", size=(2000, 2000), lossless=True)
    for number, content in enumerate([*BOMBS.values(), drawn(mode="RGBA", size=(2000, 2000)), largest]):
        (tmp_path / f"{number}-{named(content)}").write_bytes(content)
    files = sorted(tmp_path.iterdir(), key=lambda path: int(path.name.split("-")[0]))

    command = [sys.executable, "-W", "ignore", "-c", MEASURED, *map(str, files)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout

    megabytes = [int(line.split()[1]) for line in told.splitlines()]
    assert len(megabytes) == len(BOMBS) + 2
    assert max(megabytes[: len(BOMBS)]) < 20, told
    assert sum(megabytes) < 120, told


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_bomb_is_refused_in_little_memory(bomb: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ValidationError):
            read(bomb, named(bomb))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 8 * MB
