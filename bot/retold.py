"""Of passages that say the same in several articles of one story, keep one in a search.

A story that was published again would fill the search with its copies. One of the articles that
tell it answers, and its passages stand for those of the others; what another article adds is kept.
Knows nothing of how passages are found; what the others say otherwise, `bot/versions.py` finds.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.article import Article, Passage
from ingest.library import Filter, Library
from ingest.reposts import best_of, shingles
from ingest.sentences import split_sentences

# A passage is retold where another article has so much of its wording; where it has less, the
# passage says other things.
_RETOLD = 0.5
# A passage of the article that answers stands for another's if it has so much of that one's
# wording: articles are split at different places, so several may.
_PART = 0.2
# A sentence of which the other article has less says something new, or has another figure.
_KNOWN = 0.5
# Beside a passage of the article that answers, a search keeps so many that add something to it: the
# first, since a copy's footer adds something too, and there may be many copies.
_MOST_BESIDE = 2
# Articles keep their order when they are published again: how far off, in characters, a passage may
# be found in another. Bounds what a book costs.
_REACH = 20_000
# A search is repeated for four times as many passages where most were copies, and once more.
_WIDER = 4
_WIDEST = 16


class Retold:
    """The stories that several articles tell, for one question.

    Args:
        library: what is searched.
        words: those of the question, as the library holds them: a passage that has one which the
            one that tells it has not adds something to it.
        within: what the search is narrowed to; the article that answers passes it.
    """

    def __init__(self, library: Library, words: Iterable[str], within: Filter) -> None:
        self._library = library
        self._words = tuple(words)
        self._within = within
        self._tellers: dict[str, _Teller | None] = {}
        self._beside: Counter[str] = Counter()
        self._admitted: set[str] = set()

    def search(self, find: Callable[[int], Sequence[str]], count: int) -> list[str]:
        """Find passages, and further ones in place of copies.

        Args:
            find: gives the ids of so many passages, best first.
            count: how many to find.

        Returns:
            Ids, best first, without copies: about as many, at least half as many if there are.
        """
        self._beside.clear()
        asked = count
        while True:
            found = find(asked)
            kept = self.without_copies(found)
            if 2 * len(kept) >= count or len(found) < asked or asked >= _WIDEST * count:
                return kept
            asked *= _WIDER

    def without_copies(self, passage_ids: Sequence[str]) -> list[str]:
        """Put passages of the article that answers for a story in place of what retells them."""
        tellers = self._of({_article_of(one) for one in passage_ids})
        if not tellers:
            return list(passage_ids)
        copies = self._copies(passage_ids, tellers)
        kept: dict[str, None] = {}
        for one in passage_ids:
            copy = copies.get(one)
            if copy is not None:
                kept |= dict.fromkeys(copy.told_by)
            if copy is None or self._is_beside(one, copy):
                kept[one] = None
        return list(kept)

    def _is_beside(self, passage_id: str, copy: "_Copy") -> bool:
        """Whether a copy is kept beside the passage that tells most of it."""
        if not copy.adds or passage_id in self._admitted:
            return copy.adds
        self._beside[copy.told_by[0]] += 1
        if self._beside[copy.told_by[0]] > _MOST_BESIDE:
            return False
        self._admitted.add(passage_id)
        return True

    def _copies(
        self, passage_ids: Sequence[str], tellers: "Mapping[str, _Teller]"
    ) -> "dict[str, _Copy]":
        """Return those of the passages that are told by the article that answers."""
        others = [one for one in passage_ids if _article_of(one) in tellers]
        passages = self._library.passages_in_articles(others)
        told_by = {
            one: told
            for one, (article, passage) in passages.items()
            if (told := tellers[article.id].telling(passage))
        }
        ids = {*told_by, *(one for told in told_by.values() for one in told)}
        evidence = self._library.evidence(list(ids), self._words)
        words = defaultdict(frozenset[str], {one.passage_id: one.words for one in evidence})
        copies = {}
        for one, told in told_by.items():
            article, passage = passages[one]
            known = frozenset[str]().union(*(words[other] for other in told))
            adds = not words[one] <= known or tellers[article.id].lacks(passage)
            copies[one] = _Copy(tuple(told), adds)
        return copies

    def _of(self, article_ids: Iterable[str]) -> "Mapping[str, _Teller]":
        """Return who answers for articles; None for one that answers itself."""
        unknown = [one for one in article_ids if one not in self._tellers]
        stories = self._library.stories(unknown)
        for story in set(stories.values()):
            passing = self._library.articles_among(story, self._within)
            if passing:
                best = best_of(passing)
                teller = _Teller(self._library, best)
                self._tellers |= dict.fromkeys(story, teller) | {best.id: None}
        self._tellers |= {one: None for one in unknown if one not in stories}
        return {one: teller for one, teller in self._tellers.items() if teller is not None}


@dataclass(frozen=True, slots=True)
class _Copy:
    """A passage that the article which answers tells, too.

    Attributes:
        told_by: ids of that one's passages, most of it first.
        adds: whether it says more than they do, or more of what the question asks about.
    """

    told_by: tuple[str, ...]
    adds: bool


class _Teller:
    """The article that answers for a story."""

    def __init__(self, library: Library, article: Article) -> None:
        self._passages = library.passages(article.id)
        self._shingles: dict[str, frozenset[str]] = {}

    def telling(self, passage: Passage) -> list[str]:
        """Return the ids of its passages that retell another article's, most of it first."""
        said = shingles(passage.text)
        shares = {
            near.id: len(said & self._of(near)) / len(said) for near in self._near(passage) if said
        }
        if sum(shares.values()) < _RETOLD:
            return []
        return sorted((one for one in shares if shares[one] >= _PART), key=lambda i: -shares[i])

    def lacks(self, passage: Passage) -> bool:
        """Whether a passage has a sentence that is new."""
        known = frozenset[str]().union(*map(self._of, self._near(passage)))
        sentences = (shingles(passage.text[a:b]) for a, b in split_sentences(passage.text))
        return any(len(said & known) < _KNOWN * len(said) for said in sentences)

    def _near(self, passage: Passage) -> list[Passage]:
        return [one for one in self._passages if abs(one.start - passage.start) <= _REACH]

    def _of(self, passage: Passage) -> frozenset[str]:
        if passage.id not in self._shingles:
            self._shingles[passage.id] = shingles(passage.text)
        return self._shingles[passage.id]


def _article_of(passage_id: str) -> str:
    return passage_id.rpartition("-")[0]
