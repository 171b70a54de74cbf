"""A query as data has one shape: what the interface documents is what is given."""

from __future__ import annotations

import json

from django.core.serializers.json import DjangoJSONEncoder

from reviews import reading
from reviews.api.schemas import ProposalOut, QueryOut, ReplyOut
from reviews.queries import answering
from reviews.queries.serializing import query_json
from tests.factories import NOW, make_query


def test_what_is_documented_is_what_is_given(room):
    query = make_query(room.article, "6.50 euros", by=room.editor, proposed="7 euros")
    answering.reply(query=query, by=room.writer, body="No: 6.70.", proposed="6.70 euros", now=NOW)
    answering.reply(query=query, by=room.reader, body="Sure?", now=NOW)
    (read,) = reading.threads(room.article)
    given = query_json(read, read.replies.all())
    assert given.keys() == QueryOut.model_fields.keys()
    assert all(reply.keys() == ReplyOut.model_fields.keys() for reply in given["replies"])
    proposals = [given["proposal"], *(reply["proposal"] for reply in given["replies"] if reply["proposal"])]
    assert len(proposals) == 2
    assert all(one.keys() == ProposalOut.model_fields.keys() for one in proposals)
    documented = QueryOut.model_validate(given).model_dump(mode="json")
    assert documented == QueryOut.model_validate_json(json.dumps(given, cls=DjangoJSONEncoder)).model_dump(
        mode="json"
    )
    assert {name: documented[name] for name in ("number", "question", "state", "passage")} == {
        name: given[name] for name in ("number", "question", "state", "passage")
    }
