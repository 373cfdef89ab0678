"""The tables of the library's SQLite file.

`passage` stores offsets only: its text is a slice of `article.body`, so the two cannot disagree.
`terms_zh` and `terms_en` are the lexical index of each language, over words that
`ingest/segment.py` has already separated: one table each, because a question is searched in both
languages, and a word that is common in one is no reason to read its occurrences for the other.
`terms_pinyin` holds the names of Chinese passages in pinyin (`ingest/pinyin.py`) beside their words
and not among them: BM25 weighs a word by the length of the row that it stands in, and what only
English questions ask for must not change the order of what Chinese ones find.
`name` holds the names that each article brought (`ingest/names.py`); those in force stand as words
in every passage that contains them. `vector` keeps every embedding by model and content, so that
an unchanged text is never embedded twice and Chroma can be rebuilt without the model. `place`
names what is kept in step, `document` the files and pages found there, and `held` which of them
holds an article (`documents.py`). `signature` sums up each article's text, `band` finds the
signatures that may be similar, and `repost` ties articles that tell the same story
(`stories.py`). `site_line` has the lines that may be a site's furniture, `furniture` those that
its articles are cut by (`site_lines.py`), `stale` the articles that are still to be cut again, and
`as_read` what an article was before it was cut. `pending` names the articles whose Chroma rows may
differ from SQLite, because a write began and was not seen to end.
"""

# Raised also when `ingest/segment.py` or `ingest/names.py` changes what is a word, or
# `ingest/reposts.py` what a signature is, or `ingest/repeated.py` the key of a line.
SCHEMA_VERSION = 6
# Brought up to date when opened. 1: one table of terms for both languages, without names. 2: no
# names in pinyin. 3: no places and documents. 4: no signatures. 5: no lines of sites.
UPGRADED_VERSIONS = frozenset({1, 2, 3, 4, 5})
# The first version whose words and vector index are what they are now.
INDEXED_VERSION = 4

LANGUAGES = ("zh", "en")
_PINYIN = "terms_pinyin"


def terms_of(language: str) -> str:
    """Return the table of a language's words; its counts are in that table's name + `_count`."""
    return f"terms_{language}"


def searched_for(language: str) -> tuple[str, ...]:
    """Return the tables that hold words of a language's passages, each all of the passages."""
    return (terms_of(language), _PINYIN) if language == "zh" else (terms_of(language),)


TERM_TABLES = tuple(table for language in LANGUAGES for table in searched_for(language))


_TERMS = """
CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5 (
    body, heading, title, tokenize = "unicode61 remove_diacritics 0"
);
CREATE VIRTUAL TABLE IF NOT EXISTS {table}_count USING fts5vocab ({table}, 'row');
"""

_TABLES = """
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
CREATE INDEX IF NOT EXISTS article_by_fields
    ON article (id, language, published, site, author);

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

CREATE TABLE IF NOT EXISTS name (
    name TEXT NOT NULL,
    article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    in_force INTEGER NOT NULL,
    PRIMARY KEY (name, article_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS name_by_article ON name (article_id);
CREATE INDEX IF NOT EXISTS name_to_come ON name (in_force) WHERE in_force = 0;

CREATE TABLE IF NOT EXISTS vector (
    fingerprint TEXT NOT NULL,
    key BLOB NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (fingerprint, key)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS place (
    place TEXT NOT NULL UNIQUE,
    options TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS document (
    address TEXT PRIMARY KEY,
    stamp TEXT NOT NULL,
    listing TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS document_by_listing ON document (listing) WHERE listing <> '';

CREATE TABLE IF NOT EXISTS held (
    article_id TEXT PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    document TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS held_by_document ON held (document);

CREATE TABLE IF NOT EXISTS signature (
    row INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL UNIQUE REFERENCES article (id) ON DELETE CASCADE,
    value BLOB NOT NULL
);

CREATE TABLE IF NOT EXISTS band (
    key INTEGER NOT NULL,
    row INTEGER NOT NULL,
    PRIMARY KEY (key, row)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS repost (
    article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    other_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    PRIMARY KEY (article_id, other_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS repost_by_other ON repost (other_id);

CREATE TABLE IF NOT EXISTS site (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    changes INTEGER NOT NULL,
    settled INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS site_article (
    row INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL UNIQUE REFERENCES article (id) ON DELETE CASCADE,
    site INTEGER NOT NULL,
    keys BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS site_article_by_site ON site_article (site);

CREATE TABLE IF NOT EXISTS site_line (
    site INTEGER NOT NULL,
    key INTEGER NOT NULL,
    row INTEGER NOT NULL,
    PRIMARY KEY (site, key, row)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS furniture (
    site INTEGER NOT NULL,
    key INTEGER NOT NULL,
    PRIMARY KEY (site, key)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS stale (
    article_id TEXT PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS as_read (
    article_id TEXT PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    blocks TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS pending (
    article_id TEXT PRIMARY KEY
) WITHOUT ROWID;
"""

SCHEMA = _TABLES + "".join(_TERMS.format(table=table) for table in TERM_TABLES)
# What version 1 had and this one has not.
FORGET_OLDER = ("DROP TABLE IF EXISTS term_count", "DROP TABLE IF EXISTS terms")
