"""The index of the words of search, which no model describes."""

POSTGRESQL = [
    # Wide values are kept beside the table, so that a search that finds everything reads few pages.
    "ALTER TABLE reviews_searchentry SET (toast_tuple_target = 128)",
    """
    ALTER TABLE reviews_searchentry ADD COLUMN vector tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(folded), ' '))) STORED
    """,
    # Without a list of words that still wait, which every search would read from end to end.
    "CREATE INDEX reviews_searchentry_words ON reviews_searchentry USING gin (vector) WITH (fastupdate = off)",
]
DELETE = "INSERT INTO reviews_searchwords(reviews_searchwords, rowid, folded) VALUES ('delete', old.article_id, old.folded);"
INSERT = "INSERT INTO reviews_searchwords(rowid, folded) VALUES (new.article_id, new.folded);"
SQLITE = [
    # The words are folded already, and this tokenizer leaves every letter but those of ASCII as it is.
    """
    CREATE VIRTUAL TABLE reviews_searchwords USING fts5(
        folded, content='reviews_searchentry', content_rowid='article_id', detail=none, tokenize='ascii'
    )
    """,
    f"CREATE TRIGGER reviews_searchwords_insert AFTER INSERT ON reviews_searchentry BEGIN {INSERT} END",
    f"CREATE TRIGGER reviews_searchwords_delete AFTER DELETE ON reviews_searchentry BEGIN {DELETE} END",
    f"""
    CREATE TRIGGER reviews_searchwords_update AFTER UPDATE OF folded ON reviews_searchentry
    BEGIN {DELETE} {INSERT} END
    """,
]


def index_words(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in POSTGRESQL if vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    """The table goes with all that PostgreSQL keeps for it, and with its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE reviews_searchwords")
