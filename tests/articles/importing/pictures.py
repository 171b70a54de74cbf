"""Small images, made for one test each."""

from __future__ import annotations

import base64
from io import BytesIO

from PIL import Image


def picture(kind="PNG", size=(8, 6), colour="red", mode="RGB", **options) -> bytes:
    target = BytesIO()
    Image.new(mode, size, colour).save(target, kind, **options)
    return target.getvalue()


def data_address(data: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def opened(image) -> Image.Image:
    """What is kept, as a program reads it."""
    found = Image.open(BytesIO(image.data))
    found.load()
    return found
