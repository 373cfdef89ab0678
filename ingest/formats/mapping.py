"""Say which field of a row holds what.

Plain data and names; knows nothing of files.
"""

from dataclasses import asdict, dataclass, fields

from ingest.errors import SourceError

# What fields are called in dumps of news, feeds and tables, likeliest first.
_GUESSES = {
    "text": (
        "text", "content", "body", "正文", "内容", "article", "full_text", "fulltext",
        "article_body", "articlebody", "article_text", "content_html", "html", "文章内容",
        "新闻内容", "全文", "文本",
    ),
    "title": ("title", "headline", "标题", "题目", "文章标题", "新闻标题"),
    "author": ("author", "authors", "byline", "creator", "作者", "记者"),
    "published": (
        "published", "date", "time", "published_at", "publishedat", "publish_date",
        "publish_time", "published_date", "pub_date", "pubdate", "datepublished", "date_published",
        "publication_date", "日期", "发布时间", "发布日期", "发表时间", "时间", "timestamp",
        "created_at",
    ),
    "site": (
        "site", "source", "site_name", "publisher", "publication", "media", "来源", "媒体", "网站",
        "文章来源",
    ),
    "url": ("url", "link", "链接", "网址", "原文链接", "canonical_url", "source_url", "permalink"),
    "id": ("id", "_id", "article_id", "doc_id", "guid", "uuid", "编号", "文章编号"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """Names of the fields that hold an article's text and facts, and the row's id.

    What is empty is guessed from names that are common in English and Chinese, whatever their
    case; what is filled is used as it is.
    """

    text: str = ""
    title: str = ""
    author: str = ""
    published: str = ""
    site: str = ""
    url: str = ""
    id: str = ""

    def named(self) -> dict[str, str]:
        """Return the fields that were named: what they hold, and their name."""
        return {use: name for use, name in asdict(self).items() if name}


def parse_mapping(text: str) -> FieldMapping:
    """Read a mapping such as `text=content,title=headline`.

    Raises:
        SourceError: a part is not of that form, is given twice, or what it names is not known.
    """
    uses = [field.name for field in fields(FieldMapping)]
    named: dict[str, str] = {}
    for part in filter(str.strip, text.split(",")):
        use, _, name = (piece.strip() for piece in part.partition("="))
        if use not in uses or not name or use in named:
            raise SourceError(
                f"{part.strip()!r} does not say which field holds what.",
                f"Give each of {', '.join(uses)} at most once, such as text=content.",
            )
        named[use] = name
    return FieldMapping(**named)


def pick_values(row: dict[str, object], mapping: FieldMapping) -> dict[str, object]:
    """Return what a row has for each use; None where it has nothing."""
    folded = {_fold(key): value for key, value in reversed(row.items())}
    found = {
        use: next((folded[g] for g in guesses if folded.get(g) not in (None, "", [])), None)
        for use, guesses in _GUESSES.items()
    }
    return found | {use: row.get(name) for use, name in mapping.named().items()}


def has_field(row: dict[str, object], use: str, mapping: FieldMapping) -> bool:
    """Whether a row has a field for a use, be it an empty one."""
    name = mapping.named().get(use)
    if name is not None:
        return name in row
    return not {_fold(key) for key in row}.isdisjoint(_GUESSES[use])


def _fold(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")
