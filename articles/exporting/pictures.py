"""The images of a story as the files that hold them take them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

from PIL import Image

from articles.documents.allowed import asset_digest

Files = Mapping[str, bytes]
"""The images of a story as they are kept, by their digests."""
_KINDS: Final = {"JPEG": ("image/jpeg", "jpeg"), "PNG": ("image/png", "png")}
"""What every program that opens the files can draw."""
_CANNOT: Final = "Image not available"


@dataclass(frozen=True, slots=True)
class Picture:
    """An image in a format that office programs draw; sizes in pixels."""

    data: bytes
    content_type: str
    extension: str
    width: int
    height: int

    @property
    def address(self) -> str:
        """The picture itself as an address."""
        return f"data:{self.content_type};base64,{b64encode(self.data).decode()}"

    def fitted(self, width: float, height: float, *, pixel: float) -> tuple[float, float]:
        """How large it is shown within these bounds, in their unit, of which one pixel has so much."""
        scale = min(pixel, width / self.width, height / self.height)
        return self.width * scale, self.height * scale


@dataclass
class Pictures:
    """The pictures of one export, each made ready once, in the order in which they were asked for."""

    files: Files = field(default_factory=dict)
    _ready: dict[str, Picture | None] = field(default_factory=dict)

    def of(self, src: str) -> Picture | None:
        """The picture at the address of an image; none for one that is elsewhere, or missing."""
        digest = asset_digest(src)
        if digest and digest not in self._ready:
            self._ready[digest] = _ready(self.files.get(digest, b""))
        return self._ready.get(digest)


def named_image(src: str, alt: str) -> str:
    """What stands in place of an image that cannot be shown: its alternative text or address."""
    alt = alt.strip()
    if not asset_digest(src):
        return alt or src
    return f"[{_CANNOT}: {alt}]" if alt else f"[{_CANNOT}]"


def as_sent(data: bytes) -> bytes:
    """The bytes of an image as it stands in a file that was exported."""
    picture = _ready(data)
    return picture.data if picture else b""


def one_point(number: int) -> bytes:
    """A PNG of a single point, another for each number below 16 million."""
    target = BytesIO()
    Image.new("RGB", (1, 1), (number >> 16 & 255, number >> 8 & 255, number & 255)).save(target, "PNG")
    return target.getvalue()


def _ready(data: bytes) -> Picture | None:
    """The same bytes where they are a JPEG or PNG; what was kept in another format as a PNG."""
    try:
        with Image.open(BytesIO(data)) as image:
            if image.format not in _KINDS:
                target = BytesIO()
                image.save(target, "PNG")
                data, kind = target.getvalue(), "PNG"
            else:
                kind = image.format
            return Picture(data, *_KINDS[kind], image.width, image.height)
    except OSError:  # an empty, cut or damaged file
        return None
