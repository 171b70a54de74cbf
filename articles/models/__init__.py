"""Articles, their text, the passages that survive edits, and their revisions."""

from articles.models.article import Article, direction_of, search_key, topic_of, topic_of_desk
from articles.models.asset import Asset
from articles.models.co_author import CoAuthor
from articles.models.document import Anchor, Document, StepBatch
from articles.models.revision import Revision
from articles.models.segment import LogSegment
from articles.models.suggestion import Suggestion
from articles.models.tag import Tag
from articles.models.upload import Upload
from articles.models.version_name import VersionName

__all__ = [
    "Anchor",
    "Article",
    "Asset",
    "CoAuthor",
    "Document",
    "LogSegment",
    "Revision",
    "StepBatch",
    "Suggestion",
    "Tag",
    "Upload",
    "VersionName",
    "direction_of",
    "search_key",
    "topic_of",
    "topic_of_desk",
]
