"""The difference between two states of an article as a Word file, by the names of who made it."""

from __future__ import annotations

from articles import assets
from articles.access import Actor
from articles.documents.compare import Run
from articles.documents.schema import Node
from articles.documents.text import headline_text
from articles.exporting.word import UNKNOWN, About, Change, redline_docx
from articles.history.attribution import CreditedRun, compare_with_credits
from articles.models import Article, Revision


def redline(*, article: Article, old: Revision | Article, new: Revision | Article, by: Actor) -> bytes:
    """The file for two states, the older first. Pending suggestions are in neither.

    Raises what :func:`~articles.history.attribution.compare_with_credits` raises.
    """
    comparison = compare_with_credits(article=article, old=old, new=new, by=by)
    before, after = _published(old), _published(new)
    about = About(
        title=headline_text(after) or article.slug,
        byline=new.byline,
        language=new.language,
        direction=new.direction,
    )
    changes = [block for group in comparison.groups for block in group.blocks]
    files = assets.files_in(article, before, after)
    return redline_docx(before, after, about, changes=changes, credit=_credit, files=files)


def file_name(article: Article, old: Revision | Article, new: Revision | Article) -> str:
    """What to call the file: the story and the numbers of both revisions."""
    numbers = (str(state.number) if isinstance(state, Revision) else "now" for state in (old, new))
    return f"{article.slug}-redline-{'-'.join(numbers)}.docx"


def _credit(run: Run | None) -> Change:
    act = run.act if isinstance(run, CreditedRun) else None
    return UNKNOWN if act is None else Change(act.who, act.at)


def _published(state: Revision | Article) -> Node:
    return state.document.published() if isinstance(state, Article) else state.published()
