"""What the other articles that tell a story say of a sentence that is quoted from one of them.

Those that say the same are further sources; one that has another figure is quoted with it, so that
no version hides what another says. Knows nothing of how sentences are found or shown.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answer import Citation, Otherwise, Sentence
from bot.names import unmentioned
from ingest.article import Article, Passage
from ingest.figures import Comparison, compare
from ingest.library import Filter, Library
from ingest.reposts import best_of
from ingest.segment import fold

Span = tuple[int, int]

# Articles of a story that are looked at, the oldest first; further ones are counted.
MOST = 50
# Characters before and after what is quoted that are compared: articles keep their order when they
# are published again. Bounds what a book costs.
_REACH = 20_000
_MARKS = re.compile(r"[\W_]+")
_LATIN_NAME = re.compile(r"(?<=[\w,;:、，)] )[A-Z][A-Za-z]+|(?<=[\u3400-\u9fff])[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class _Story:
    """A story that several articles tell.

    Attributes:
        ids: of all articles that tell it.
        articles: those that are looked at.
        best: the one that answers; None if none of those that were searched is there any more.
    """

    ids: frozenset[str]
    articles: Sequence[Article]
    best: Article | None


class Versions:
    """The stories that several articles tell, for one answer.

    Args:
        library: where the articles are.
        within: which articles were searched: one of these answers for a story.
    """

    def __init__(self, library: Library, within: Filter) -> None:
        self._library = library
        self._within = within
        self._stories: dict[str, _Story | None] = {}
        self._passages: dict[str, Sequence[Passage]] = {}
        self._compared: dict[tuple[str, str, Span], Comparison] = {}

    def of_sentence(self, sentence: Sentence) -> Sentence:
        """Return a sentence whose citations say what other articles make of them.

        One that is a citation's own words stays so, whichever article they are cited from.
        """
        citations = tuple(map(self.of, sentence.citations))
        quoted = [one.text for one in sentence.citations] == [sentence.text]
        return Sentence(citations[0].text if quoted else sentence.text, citations)

    def of(self, citation: Citation) -> Citation:
        """Return a citation that says what other articles make of it.

        Where the article that answers for the story says the same, it is cited from there.
        """
        story = self._story(citation.article.id)
        if story is None:
            return citation
        if story.best is not None and story.best.id != citation.article.id:
            citation = self._moved(citation, story.best)
        also: list[Citation] = []
        otherwise: dict[tuple[str, str], Otherwise] = {}
        for other in story.articles:
            if other.id != citation.article.id:
                same, different = self._compare(citation, other)
                also += same
                for one in different:
                    _put(otherwise, one)
        more = story.ids - {citation.article.id, *(one.id for one in story.articles)}
        return replace(
            citation, also=tuple(also), otherwise=tuple(otherwise.values()), more=len(more)
        )

    def _story(self, article_id: str) -> _Story | None:
        """Return the story of an article, if others tell it too."""
        if article_id not in self._stories:
            ids = self._library.stories([article_id]).get(article_id, ())
            articles = self._library.articles_among(ids, limit=MOST) if ids else []
            passing = self._library.articles_among(ids, self._within) if ids else []
            best = best_of(passing) if passing else None
            story = _Story(frozenset(ids), articles, best) if ids else None
            self._stories |= dict.fromkeys((article_id, *ids), story)
        return self._stories[article_id]

    def _moved(self, citation: Citation, article: Article) -> Citation:
        """Cite the same words from another article, where it has those that answer."""
        for theirs in self._compare(citation, article)[0]:
            if citation.marked is None or not _is_part(theirs.text, citation.text):
                return theirs if theirs.text == citation.text else citation
            first, last = (at - citation.start for at in citation.marked)
            key = citation.text[first:last]
            at = first if theirs.text.startswith(key, first) else theirs.text.find(key)
            if at >= 0:
                at += theirs.start
                return replace(theirs, marked=(at, at + len(key)))
        return citation

    def _compare(
        self, citation: Citation, other: Article
    ) -> tuple[list[Citation], list[Otherwise]]:
        """Return where another article says the same, or what it says otherwise."""
        place = other.body.find(citation.text)
        if place >= 0:
            return list(self._cited(other, (place, place + len(citation.text)))), []
        own, theirs = _window(citation, citation.article), _window(citation, other)
        key = citation.article.id, other.id, own
        if key not in self._compared:
            self._compared[key] = compare(
                citation.article.body[slice(*own)], other.body[slice(*theirs)]
            )
        found = self._compared[key]
        quoted = citation.start - own[0], citation.end - own[0]
        if any(
            _is_of_another(citation, other, other.body[slice(*_shifted(at, theirs[0]))])
            for of_own, at in found.sentences
            if _overlap(of_own, quoted)
        ):
            return [], []
        otherwise = [
            Otherwise(one.first, one.second, _marking(cited, one.second))
            for one in found.different
            if _overlap(one.first_at, quoted)
            for cited in self._cited(other, _shifted(one.second_at, theirs[0]))
        ]
        same = [theirs_at for at, theirs_at in found.sentences if _overlap(at, quoted)]
        if otherwise or not same:
            return [], otherwise
        return list(self._cited(other, _shifted(same[0], theirs[0]))), []

    def _cited(self, article: Article, span: Span) -> Iterator[Citation]:
        """Cite a part of an article, as far as its passage goes."""
        passage = self._passage(article, span[0])
        if passage is not None:
            yield Citation(article, passage, span[0], min(span[1], passage.end))

    def _passage(self, article: Article, place: int) -> Passage | None:
        """Return the passage at a place; None for a place before all, or in a changed article."""
        if article.id not in self._passages:
            self._passages[article.id] = self._library.passages(article.id)
        for one in self._passages[article.id]:
            if one.start <= place < one.end and one.text == article.body[one.start : one.end]:
                return one
        return None


def is_version(sentence: Sentence, said: Iterable[Sentence]) -> bool:
    """Whether a sentence only is another article's version of one that was said before."""
    told = [place for one in said for citation in one.citations for place in _places(citation)]
    return all(
        any(
            place.article.id == citation.article.id
            and _overlap((place.start, place.end), (citation.start, citation.end))
            for place in told
        )
        for citation in sentence.citations
    )


def _places(citation: Citation) -> Iterator[Citation]:
    """Give a citation, and where other articles have the sentence."""
    yield citation
    yield from citation.also
    for one in citation.otherwise:
        yield from _places(one.citation)


def _put(found: dict[tuple[str, str], Otherwise], one: Otherwise) -> None:
    """Name an article beside those that have the same figure."""
    key = one.figure, one.other
    if key in found:
        first = found[key].citation
        also = (*first.also, one.citation)
        found[key] = replace(found[key], citation=replace(first, also=also))
    else:
        found[key] = one


def _is_part(text: str, other: str) -> bool:
    """Whether one of two texts has all words of the other in a row, as under another header."""
    short, long = sorted((_MARKS.sub("", fold(one)) for one in (text, other)), key=len)
    return short in long


def _is_of_another(citation: Citation, article: Article, sentence: str) -> bool:
    """Whether an article has the sentence of somebody else.

    Reports of one kind are worded alike, whomever they are about. So each of the two sentences
    has a name that the other's article does not mention.
    """
    lacking = _is_unmentioned(citation.text, article)
    return lacking and _is_unmentioned(sentence, citation.article)


def _is_unmentioned(sentence: str, article: Article) -> bool:
    """Whether a sentence has a name that an article does not mention."""
    said = f"{article.title}\n{article.body}"
    folded = said.lower()
    # The first word of a sentence has a capital in any case.
    names = _LATIN_NAME.findall(sentence)
    return any(one.lower() not in folded for one in names) or bool(unmentioned(sentence, said))


def _window(citation: Citation, article: Article) -> Span:
    """Return what of an article's body is compared."""
    return max(0, citation.start - _REACH), min(len(article.body), citation.end + _REACH)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _shifted(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by


def _marking(citation: Citation, figure: str) -> Citation:
    """Mark a figure, where it stands as it was read."""
    found = re.search(rf"(?<![\d.,]){re.escape(figure)}(?!\d)", citation.text)
    if found is None:
        return citation
    first, last = found.span()
    return replace(citation, marked=(citation.start + first, citation.start + last))
