"""A Word file → its document, with the comments, tracked changes and notes that stand in it."""

from __future__ import annotations

from dataclasses import replace

from articles.importing.annotated.amounts import within_limits
from articles.importing.annotated.copy import AnnotatedCopy, copy_of, token_of
from articles.importing.annotated.pictures import Pictures
from articles.importing.annotated.report import Report
from articles.importing.annotated.rounds import round_of
from articles.importing.losses import Losses
from articles.importing.word.body import BodyReader
from articles.importing.word.changes import WordTracker
from articles.importing.word.comments import read_threads
from articles.importing.word.content import words_of
from articles.importing.word.names import local
from articles.importing.word.numbering import Numbering
from articles.importing.word.package import WordPackage, open_package
from articles.importing.word.styles import Styles


def read_word(data: bytes, *, filename: str, losses: Losses) -> AnnotatedCopy:
    """Everything in a Word file. Raises ImportFailed, with one sentence, for what cannot be read."""
    package = open_package(data, filename=filename)
    report = Report(losses)
    with within_limits(package.label):
        copy = _read(package, token_of(data), report)
    report.finish()
    return copy


def _read(package: WordPackage, token: str, report: Report) -> AnnotatedCopy:
    numbering = Numbering(package.part_of_kind("numbering"))
    styles = Styles(package.part_of_kind("styles"), numbering)
    pictures = Pictures(report, package)
    story = BodyReader(package, styles, WordTracker(token), pictures, report).read()
    copy = copy_of(story, read_threads(package, story.comments), pictures, report)
    _tell_what_is_left_out(package, report)
    return replace(copy, round=round_of(_properties(package)))


def _properties(package: WordPackage) -> dict[str, str]:
    """The custom properties by their names."""
    return {
        element.get("name") or "": "".join(map(str, element.itertext())).strip()
        for root in package.roots_of(package.relationships(""), "custom-properties")
        for element in root
        if local(str(element.tag)) == "property"
    }


def _tell_what_is_left_out(package: WordPackage, report: Report) -> None:
    if package.has_kind("vbaProject"):
        report.tell("The macros of the file were left out")
    for root in package.roots_of(package.of_main, "header", "footer"):
        if words := words_of(root).strip():
            report.tell("Headers and footers were left out", words)
