"""An OpenDocument text → its document, with the comments, tracked changes and notes that stand in it."""

from __future__ import annotations

from dataclasses import replace

from articles.importing.annotated.amounts import within_limits
from articles.importing.annotated.copy import AnnotatedCopy, copy_of, token_of
from articles.importing.annotated.pictures import Pictures
from articles.importing.annotated.report import Report
from articles.importing.annotated.rounds import round_of
from articles.importing.annotated.tracking import Tracker
from articles.importing.losses import Losses
from articles.importing.opendocument.body import BodyReader
from articles.importing.opendocument.changes import Regions
from articles.importing.opendocument.names import attribute, child, children
from articles.importing.opendocument.package import OpenDocument, open_document
from articles.importing.opendocument.styles import Styles, margins
from articles.importing.opendocument.words import words_of


def read_open_document(data: bytes, *, filename: str, losses: Losses) -> AnnotatedCopy:
    """Everything in an OpenDocument text. Raises ImportFailed, with one sentence, for what cannot be read."""
    document = open_document(data, filename=filename)
    report = Report(losses)
    with within_limits(document.label):
        copy = _read(document, token_of(data), report)
    report.finish()
    return copy


def _read(document: OpenDocument, token: str, report: Report) -> AnnotatedCopy:
    pictures = Pictures(report, document.package)
    regions = Regions(document.text, report)
    reader = BodyReader(Styles(document), regions, Tracker(token), pictures, report)
    story = reader.read(document.text)
    copy = copy_of(story, reader.annotations.threads(story.comments), pictures, report)
    _tell_what_is_left_out(document, report)
    return replace(copy, round=round_of(_properties(document)))


def _properties(document: OpenDocument) -> dict[str, str]:
    """What users of office programs say of a file, by its names."""
    meta = document.package.root("meta.xml") if document.package else None
    found = children(child(meta, "office:meta"), "meta:user-defined") if meta is not None else ()
    return {attribute(one, "meta:name"): "".join(map(str, one.itertext())).strip() for one in found}


def _tell_what_is_left_out(document: OpenDocument, report: Report) -> None:
    members = document.package.members if document.package else {}
    if any(key.startswith("basic/") and key.endswith(".xml") for key in members):
        report.tell("The macros of the file were left out")
    for wanted in ("style:header", "style:footer"):
        for found in margins(document, wanted):
            if words := words_of(found).strip():
                report.tell("Headers and footers were left out", words)
