"""Images are made anew: what is in them besides the picture stays behind, and what is none is refused."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from articles.importing.images import ImageRefused, clean_image
from tests.articles.importing.memory import needs_proc, run_apart
from tests.articles.importing.pictures import opened, picture


@pytest.mark.parametrize(
    ("kind", "kept"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("GIF", "image/png"), ("WEBP", "image/webp")],
)
def test_the_kinds_that_are_kept(kind, kept):
    image = clean_image(picture(kind))
    assert (image.content_type, image.width, image.height) == (kept, 8, 6)
    assert Image.MIME[opened(image).format] == kept
    assert image.address == f"asset:{image.digest}"


def test_the_same_picture_is_the_same_file():
    assert clean_image(picture()).digest == clean_image(picture()).digest
    assert clean_image(picture()).digest != clean_image(picture(colour="blue")).digest


def test_what_a_camera_and_a_program_wrote_stays_behind():
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "A camera", {1: "N"}
    jpeg = picture("JPEG", exif=exif.tobytes(), comment=b"by Anna", dpi=(300, 300))
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "by Anna")
    for data in (jpeg, picture(pnginfo=info) + b"by Anna: behind the end"):
        image = clean_image(data)
        assert b"Anna" not in image.data
        assert b"camera" not in image.data
        assert not opened(image).getexif()


def test_a_picture_is_turned_as_its_orientation_says():
    exif = Image.Exif()
    exif[0x0112] = 6
    image = clean_image(picture("JPEG", size=(8, 4), exif=exif.tobytes()))
    assert (image.width, image.height) == (4, 8)


def test_large_pictures_are_made_smaller():
    image = clean_image(picture("JPEG", size=(5_120, 2_560)))
    assert (image.width, image.height) == (2_560, 1_280)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_of_a_png(mode):
    colour = 1 if mode in ("1", "L", "P") else (1, 128) if mode == "LA" else (200, 0, 0, 128)[: len(mode)]
    image = clean_image(picture(mode=mode, colour=colour))
    assert opened(image).mode == {"LA": "RGBA", "RGBA": "RGBA", "RGB": "RGB", "P": "RGB"}.get(mode, "L")


def test_colours_for_print_and_profiles_become_those_of_screens():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for data in (picture("JPEG", mode="CMYK", colour=(0, 255, 255, 0)), picture(icc_profile=profile)):
        found = opened(clean_image(data))
        assert found.mode == "RGB"
        assert "icc_profile" not in found.info
        assert found.getpixel((2, 2))[0] > 200
    assert opened(clean_image(picture(icc_profile=b"no profile"))).mode == "RGB"


def test_of_a_moving_picture_the_first_is_kept():
    target = BytesIO()
    first, second = (Image.new("RGB", (4, 4), colour) for colour in ("red", "blue"))
    first.save(target, "GIF", save_all=True, append_images=[second])
    assert opened(clean_image(target.getvalue())).getpixel((1, 1))[0] > 200


def bomb(width, height):
    """A PNG of a few bytes that says it is that large."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a JPEG"),
        (b"The boat", "not a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a JPEG"),
        (picture("BMP"), "not a JPEG"),
        (picture("TIFF"), "not a JPEG"),
        (picture("ICO", size=(16, 16)), "not a JPEG"),
        (picture("JPEG", size=(400, 400))[:400], "damaged"),
        (picture()[:40], "damaged"),
        (bomb(50_000, 50_000), "too many pixels"),
        (bomb(2**31 - 1, 2**31 - 1), "too many pixels"),
        (bytes(31 * 2**20), "larger than 30 MB"),
    ],
)
def test_what_is_no_image_or_too_large_is_refused(data, says):
    with pytest.raises(ImageRefused) as refused:
        clean_image(data)
    assert says in refused.value.message


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_any_bytes_changed(kind):
    whole = picture(kind, size=(64, 64))
    for seed in range(150):
        chance, data = random.Random(seed), bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            opened(clean_image(bytes(data)))
        except ImageRefused as refused:
            assert refused.message


READ = """
from articles.importing.images import ImageRefused, clean_image
try:
    clean_image(sys.stdin.buffer.read())
except ImageRefused as refused:
    print(refused.message)
"""


@needs_proc
@pytest.mark.parametrize(
    ("kind", "mode", "size"),
    [
        ("JPEG", "RGB", (8_000, 5_900)),
        ("PNG", "RGBA", (4_000, 3_990)),
        ("PNG", "P", (4_000, 3_990)),
        ("WEBP", "RGB", (4_000, 2_990)),
    ],
)
def test_memory_stays_small(kind, mode, size):
    data = picture(kind, size=size, mode=mode, colour=1 if mode == "P" else "red")
    said, megabytes = run_apart(READ, data)
    assert said == ""
    assert megabytes < 300
