"""What looks like a note in the words of a copy, cached by the digest of these words.

Many pages, lists and people ask for the findings of one text. The key is the text's own digest and the
scanner's version, so that findings cannot be those of another text. A process caches what it found; the
findings of a long text also go to the cache that all processes share, which may be unavailable.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import astuple
from typing import Final

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

from articles.documents.notes import SCANNER_VERSION, Suspicion, find_in_all
from newsroom.messaging.best_effort import Breaker
from newsroom.subprocesses import in_subprocess

logger = logging.getLogger(__name__)

MOST_TEXTS: Final = 500
"""Texts whose findings a process caches."""
MOST_FINDINGS: Final = 2_000
"""Findings of a text that is cached; one with more is read anew."""
LONG: Final = 50_000
"""Characters from which on reading a text may take long."""
WORTH_SHARING: Final = 50_000
"""Characters from which on a text is read more slowly than the shared cache answers."""
SHARED_FOR: Final = 24 * 60 * 60
"""Seconds."""

Found = list[list[Suspicion]]

cache = ConnectionProxy(caches, "shared")
findings_by_key: OrderedDict[str, Found] = OrderedDict()
_lock = threading.Lock()
breaker = Breaker()


def suspects_in(texts: Sequence[str], *, anew: bool = False) -> Found:
    """What is suspected in each of the texts. With ``anew`` nothing cached is used."""
    key = _key(texts)
    found = None if anew else _remembered(key) or _shared(key, texts)
    if found is None:
        found = in_subprocess(find_in_all, texts) if sum(map(len, texts)) >= LONG else find_in_all(texts)
        _share(key, texts, found)
    _remember(key, found)
    return found


def forget() -> None:
    """Empty the cache of this process."""
    with _lock:
        findings_by_key.clear()


def _key(texts: Sequence[str]) -> str:
    spelled = json.dumps([SCANNER_VERSION, *texts]).encode()
    return f"suspects-{hashlib.sha256(spelled).hexdigest()}"


def _remembered(key: str) -> Found | None:
    with _lock:
        if key in findings_by_key:
            findings_by_key.move_to_end(key)
        return findings_by_key.get(key)


def _remember(key: str, found: Found) -> None:
    if sum(map(len, found)) > MOST_FINDINGS:
        return
    with _lock:
        findings_by_key[key] = found
        while len(findings_by_key) > MOST_TEXTS:
            findings_by_key.popitem(last=False)


def _is_worth_sharing(texts: Sequence[str]) -> bool:
    return sum(map(len, texts)) >= WORTH_SHARING


def _shared(key: str, texts: Sequence[str]) -> Found | None:
    if not _is_worth_sharing(texts) or not breaker.allows():
        return None
    try:
        stored = cache.get(key)
        breaker.succeeded()
        return None if stored is None else [[Suspicion(*one) for one in each] for each in json.loads(stored)]
    except Exception:  # of the cache's own client; or of another version of this program
        logger.warning("The findings of a text could not be read from the shared cache", exc_info=True)
        breaker.failed()
        return None


def _share(key: str, texts: Sequence[str], found: Found) -> None:
    if not _is_worth_sharing(texts) or sum(map(len, found)) > MOST_FINDINGS or not breaker.allows():
        return
    try:
        cache.set(key, json.dumps([[astuple(one) for one in each] for each in found]), SHARED_FOR)
        breaker.succeeded()
    except Exception:
        logger.warning("The findings of a text could not be saved in the shared cache", exc_info=True)
        breaker.failed()
