"""Images that come in with copy: checked by what they hold, and made anew without anything else in them.

Nothing of the file that was brought is kept: its pixels are drawn and written again, turned as its
orientation says, so that places, names of cameras and hidden contents stay behind.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageCms, ImageOps

from articles.documents.allowed import asset_address
from newsroom.errors import DomainError

MOST_IMAGE_BYTES: Final = 30 * 1024 * 1024
"""Of one image as it is brought."""
_MOST_PIXELS: Final = {"JPEG": 48_000_000, "PNG": 16_000_000, "GIF": 16_000_000, "WEBP": 12_000_000}
"""What can be drawn in a hundred megabytes or two: a JPEG is drawn smaller than it is at once."""
_TOO_MANY_PIXELS: Final = "too many pixels"
_LONGEST_EDGE: Final = 2_560
_KINDS: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/png", "WEBP": "image/webp"}
"""What is read, and as what it is kept: of a GIF that moves, its first picture."""
_WRITTEN: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "image/jpeg": ("JPEG", {"quality": 88, "optimize": True}),
    "image/png": ("PNG", {"optimize": False}),
    "image/webp": ("WEBP", {"quality": 88}),
}


class ImageRefused(DomainError):
    """The file is no image that can be kept. The message goes behind its name: "too large"."""


@dataclass(frozen=True)
class ImportedImage:
    """An image as it is kept: ``data`` in the format that ``content_type`` names, sizes in pixels.

    ``digest`` is the SHA-256 of ``data``, ``source`` that of the file that was brought.
    """

    digest: str
    content_type: str
    width: int
    height: int
    data: bytes
    source: str = ""

    @property
    def address(self) -> str:
        """How a document names it."""
        return asset_address(self.digest)


def clean_image(data: bytes) -> ImportedImage:
    """The image in a file. Raises :class:`ImageRefused` for what is none, too large, or of another kind."""
    if len(data) > MOST_IMAGE_BYTES:
        raise ImageRefused(f"larger than {MOST_IMAGE_BYTES // 1024**2} MB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return replace(_drawn(data), source=hashlib.sha256(data).hexdigest())
    except ImageRefused:
        raise
    except Image.DecompressionBombError as error:
        raise ImageRefused(_TOO_MANY_PIXELS) from error
    except Exception as error:  # the library promises nothing about broken images
        raise ImageRefused("damaged or not a JPEG, PNG, GIF or WebP image") from error


def _drawn(data: bytes) -> ImportedImage:
    with Image.open(BytesIO(data), formats=tuple(_KINDS)) as image:
        if image.width * image.height > _MOST_PIXELS[str(image.format)]:
            raise ImageRefused(_TOO_MANY_PIXELS)
        content_type = _KINDS[str(image.format)]
        image.draft("RGB", (_LONGEST_EDGE, _LONGEST_EDGE))
        image.thumbnail((_LONGEST_EDGE, _LONGEST_EDGE))
        profile = image.info.get("icc_profile")
        turned = ImageOps.exif_transpose(image)
        plain = _in_common_colours(turned, profile, see_through=content_type != "image/jpeg")
    plain.info = {}
    target = BytesIO()
    form, options = _WRITTEN[content_type]
    plain.save(target, form, **options)
    written = target.getvalue()
    return ImportedImage(
        hashlib.sha256(written).hexdigest(), content_type, plain.width, plain.height, written
    )


def _in_common_colours(image: Image.Image, profile: object, *, see_through: bool) -> Image.Image:
    """The image in sRGB, as browsers take one that says nothing of its colours."""
    if isinstance(profile, bytes) and image.mode in ("RGB", "RGBA", "CMYK"):
        wanted = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, srgb, outputMode=wanted)
            image = converted or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            image = image.convert(wanted)
    if see_through and (image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info):
        return image.convert("RGBA")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")
