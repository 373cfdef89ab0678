"""The tables of the library's SQLite file.

`passage` stores offsets only: its text is a slice of `article.body`, so the two cannot disagree.
`terms` is the lexical index over words that `ingest/segment.py` has already separated.
`vector` keeps every embedding by model and content, so that an unchanged text is never embedded
twice and Chroma can be rebuilt without the model. `pending` names the articles whose Chroma rows
may differ from SQLite, because a write began and was not seen to end.
"""

SCHEMA_VERSION = 1

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS article (
    id TEXT PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    published TEXT NOT NULL,
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    original_title TEXT NOT NULL,
    language TEXT NOT NULL,
    body TEXT NOT NULL,
    blocks TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    ingested TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS article_by_date ON article (published DESC, title);

CREATE TABLE IF NOT EXISTS passage (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    heading TEXT NOT NULL,
    vector_key BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS passage_by_article ON passage (article_id, ordinal);
CREATE INDEX IF NOT EXISTS passage_by_vector ON passage (vector_key);

CREATE VIRTUAL TABLE IF NOT EXISTS terms USING fts5 (
    body, heading, title, tokenize = "unicode61 remove_diacritics 0"
);
CREATE VIRTUAL TABLE IF NOT EXISTS term_count USING fts5vocab (terms, 'row');

CREATE TABLE IF NOT EXISTS vector (
    fingerprint TEXT NOT NULL,
    key BLOB NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (fingerprint, key)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS pending (
    article_id TEXT PRIMARY KEY
) WITHOUT ROWID;
"""
