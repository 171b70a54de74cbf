"""The zip files that Word and OpenDocument call packages."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Mapping
from io import BytesIO
from typing import Final

_NEVER: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can hold."""


def packed(parts: Mapping[str, bytes], *, uncompressed: Collection[str] = ()) -> bytes:
    """The package with these parts, by their names, in this order. The same parts give the same bytes."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _NEVER)
            info.compress_type = zipfile.ZIP_STORED if name in uncompressed else zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, content)
    return file.getvalue()
