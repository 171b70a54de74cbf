"""Pictures in the text, as DrawingML has them: one that stands in its line like a letter."""

from __future__ import annotations

from typing import Final

from lxml import etree

from articles.exporting.pictures import Picture
from articles.exporting.word.model import STEP
from articles.exporting.word.names import NAMESPACES, TEXT_WIDTH, Element, add, tag
from articles.exporting.xml_text import xml_text

_TWENTIETH: Final = 635
"""English Metric Units in a twentieth of a point, and in a pixel at 96 to an inch."""
_PIXEL: Final = 9525
_HIGHEST: Final = 11_000 * _TWENTIETH
"""So that the caption has place below it on a page."""
_SPACES: Final = {prefix: NAMESPACES[prefix] for prefix in ("wp", "a", "pic")}


def put_picture(
    run: Element, picture: Picture, *, alt: str, relationship: str, number: str, indent: int
) -> None:
    """Put a picture into a run, no wider than the text that is indented by so many steps.

    ``relationship`` leads to its file; ``number`` is its own among the drawings of the text.
    """
    widest = (TEXT_WIDTH - STEP * indent) * _TWENTIETH
    size = [str(max(round(one), 1)) for one in picture.fitted(widest, _HIGHEST, pixel=_PIXEL)]
    inline = etree.SubElement(add(run, "w:drawing"), tag("wp:inline"), nsmap=_SPACES)
    for side in ("distT", "distB", "distL", "distR"):
        inline.set(side, "0")
    _sized(inline, "wp:extent", size)
    _named(inline, "wp:docPr", number, alt)
    graphic = _within(inline, "a:graphic")
    data = _within(graphic, "a:graphicData")
    data.set("uri", NAMESPACES["pic"])
    shown = _within(data, "pic:pic")
    about = _within(shown, "pic:nvPicPr")
    _named(about, "pic:cNvPr", number, alt)
    _within(about, "pic:cNvPicPr")
    fill = _within(shown, "pic:blipFill")
    _within(fill, "a:blip").set(tag("r:embed"), relationship)
    _within(_within(fill, "a:stretch"), "a:fillRect")
    properties = _within(shown, "pic:spPr")
    place = _within(properties, "a:xfrm")
    offset = _within(place, "a:off")
    offset.set("x", "0")
    offset.set("y", "0")
    _sized(place, "a:ext", size)
    form = _within(properties, "a:prstGeom")
    form.set("prst", "rect")
    _within(form, "a:avLst")


def _within(parent: Element, name: str) -> Element:
    return etree.SubElement(parent, tag(name))


def _sized(parent: Element, name: str, size: list[str]) -> None:
    element = _within(parent, name)
    for side, length in zip(("cx", "cy"), size, strict=True):
        element.set(side, length)


def _named(parent: Element, name: str, number: str, alt: str) -> None:
    element = _within(parent, name)
    element.set("id", number)
    element.set("name", f"Picture {number}")
    if alt:
        element.set("descr", xml_text(alt))
