"""The edit that put accepted words in was found by its client and its moment: it gets a key."""

import re

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Max

ROWS = 500
CLIENT = re.compile(r"accepted-([0-9]+)-([0-9]*)")


def _rows(apps, schema_editor, app, name):
    return apps.get_model(app, name).objects.using(schema_editor.connection.alias)


def name_edits(apps, schema_editor):
    """Of the edits of one query, the last one of the very moment at which it was resolved put the words in."""
    batches = _rows(apps, schema_editor, "articles", "StepBatch")
    newest = batches.aggregate(newest=Max("pk"))["newest"] or 0
    for last in range(0, newest, ROWS):
        made = batches.filter(pk__gt=last, pk__lte=last + ROWS, client_id__startswith="accepted-", can_undo=True)
        found = {}
        for pk, document, client, at in made.order_by("first_version").values_list(
            "pk", "document", "client_id", "created_at"
        ):
            if said := CLIENT.fullmatch(client):
                found[document, int(said[1]), at] = pk, int(said[2] or 0)
        _name(apps, schema_editor, found)


def _name(apps, schema_editor, found):
    queries = _rows(apps, schema_editor, "reviews", "Query")
    replies = _rows(apps, schema_editor, "reviews", "Reply")
    resolved = queries.filter(
        article__in={article for article, _number, _at in found},
        resolved_at__in={at for _article, _number, at in found},
    )
    for pk, article, number, at in resolved.values_list("pk", "article", "number", "resolved_at"):
        batch, reply = found.get((article, number, at), (None, 0))
        if reply:
            replies.filter(pk=reply, query=pk).update(accepted_in=batch)
        elif batch:
            queries.filter(pk=pk).update(accepted_in=batch)


def name_clients(apps, schema_editor):
    batches = _rows(apps, schema_editor, "articles", "StepBatch")
    queries = _rows(apps, schema_editor, "reviews", "Query").exclude(accepted_in=None)
    for batch, number in queries.values_list("accepted_in", "number").iterator(chunk_size=ROWS):
        batches.filter(pk=batch).update(client_id=f"accepted-{number}-")
    replies = _rows(apps, schema_editor, "reviews", "Reply").exclude(accepted_in=None)
    named = replies.values_list("accepted_in", "query__number", "pk")
    for batch, number, reply in named.iterator(chunk_size=ROWS):
        batches.filter(pk=batch).update(client_id=f"accepted-{number}-{reply}")


def _key():
    return models.ForeignKey(
        blank=True,
        db_index=False,
        editable=False,
        help_text="the edit that put the words in, as long as they can be taken back",
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to="articles.stepbatch",
        verbose_name="accepted in",
    )


def _index(name):
    return models.Index(
        condition=models.Q(accepted_in__isnull=False), fields=["accepted_in"], name=f"{name}_accepted_in"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_the_log_is_compacted"),
        ("reviews", "0023_webhooks_change_their_secret"),
    ]
    run_before = [("articles", "0008_batches_say_their_kind")]
    """Which has only pages named in place of a client."""

    operations = [
        migrations.AddField(model_name="query", name="accepted_in", field=_key()),
        migrations.AddField(model_name="reply", name="accepted_in", field=_key()),
        migrations.AddIndex(model_name="query", index=_index("query")),
        migrations.AddIndex(model_name="reply", index=_index("reply")),
        migrations.RunPython(name_edits, name_clients),
    ]
