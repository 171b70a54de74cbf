from hypothesis import given, settings

from articles.exporting import export
from articles.importing import import_text
from articles.importing.losses import Losses
from articles.importing.markdown import parse
from articles.importing.parsing import Markers, clean_source, without_notice
from tests.articles.exporting.documents import documents, ferry, publication


def _read_back(markdown):
    losses = Losses()
    source = without_notice(clean_source(markdown, losses), losses)
    return parse(source, markers=Markers(), losses=losses)


@given(documents())
@settings(max_examples=300, deadline=None)
def test_markdown_reads_back_as_the_same_document(doc):
    written = export(publication(doc), "markdown")
    assert str(_read_back(written).doc) == str(doc)
    assert _read_back(written).doc.eq(doc)
