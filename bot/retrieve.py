"""Find the passages that a question is about.

Dense candidates (Chroma) and lexical candidates (BM25) are gathered for each language of the
library, and every candidate gets both kinds of evidence. Knows nothing of how an answer is written.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

import numpy as np

from bot.answer import Hit, Language
from bot.center import Centers, Vector
from bot.retold import Retold
from bot.scope import Scope, read_scope
from ingest.language import detect_language
from ingest.library import EVERYTHING, Evidence, Filter, Library
from ingest.segment import words

# What a passage that contains all of the question's words gains over one that contains none, in
# centered cosine. Best on cmrc2018 and SQuAD 2.0 between .3 and .4; reciprocal ranks instead of
# this sum lose half of the recall across languages.
WORD_WEIGHT = 0.35
# The title's words are among those of a passage already, and nothing more is made of title, section
# or article. With one article of all paragraphs for each of DRCD's and SQuAD 2.0's, the right
# passage is first for .940 and .807 of 872 questions. A title that the question names adds nothing
# (.932 to .940, .807); nor do other good passages of the article (.935 to .942, .804 to .807);
# a good neighbour raises the first (.944, .815) and lowers the first three (.988 to .980, .938 to
# .929).
# Passages in the question's language share words with it by chance, those in the other cannot.
CHANCE = 0.12


@dataclass(frozen=True, slots=True)
class Query:
    """A standalone question, prepared for both searches.

    Attributes:
        text: the question.
        language: its language.
        vector: its unit vector, as the library's index holds them.
        centered: the same without what all questions of its language share.
        weights: how informative each of its words is (inverse document frequency), most first.
        names: the library's names in it; looked for beside the words that they are made of.
        scope: which articles it is about.
    """

    text: str
    language: Language
    vector: Vector
    centered: Vector
    weights: Mapping[str, float]
    names: frozenset[str] = frozenset()
    scope: Scope = field(default_factory=Scope)


def prepare(library: Library, centers: Centers, question: str, today: date | None = None) -> Query:
    """Embed a question, weigh its words and read which articles it is about.

    Args:
        library: the library that is asked.
        centers: those of the library's model.
        question: a standalone question.
        today: what "last week" is counted from; if None, the day that this machine's clock shows.
    """
    found = tuple(dict.fromkeys(words(question)))
    frequencies = library.document_frequencies(found)
    passages = max(1, library.count()[1])
    weights = {w: inverse_frequency(frequencies.get(w, 0), passages) for w in found}
    language = detect_language(question)
    today = today or datetime.now().astimezone().date()
    vector = library.model.embed_arrays([question], kind="query")[0]
    return Query(
        text=question,
        language=language,
        vector=vector,
        centered=centers.centered(vector, "query", language),
        weights=dict(sorted(weights.items(), key=lambda item: -item[1])),
        names=library.names(question),
        scope=read_scope(question, today, library.sites(), library.authors()),
    )


def inverse_frequency(occurrences: int, passages: int) -> float:
    """Weigh a word by the passages it occurs in, as BM25 does (Robertson and Zaragoza 2009)."""
    return math.log(1 + (passages - occurrences + 0.5) / (occurrences + 0.5))


def coverage(weights: Mapping[str, float], present: Iterable[str]) -> float:
    """Return the weighted share (0 to 1) of a question's words that are present."""
    total = sum(weights.values())
    held = set(present)
    return sum(w for word, w in weights.items() if word in held) / total if total else 0.0


def retrieve(
    library: Library,
    query: Query,
    centers: Centers,
    candidates: int,
    count: int | None = None,
    within: Filter = EVERYTHING,
) -> list[Hit]:
    """Find passages for a question, best first.

    Articles that the question prefers gain on others; what it narrows the search to is applied
    only as part of `within` (`LibraryRetriever.search`).

    Args:
        library: the library.
        query: the question, prepared.
        centers: those of the library's model.
        candidates: passages taken from each search and language before they are weighed.
        count: the most hits to return; all candidates if None.
        within: what both searches are narrowed to.

    Raises:
        ModelMismatch: the library was embedded with another model.
    """
    weighed = _weigh(query, centers, _gather(library, query, candidates, within))
    best = sorted(weighed, key=lambda one: (-one.score, one.passage_id))
    if query.scope.prefers:
        return prefer(query.scope, _read(library, best))[:count]
    return _read(library, best[:count])


def prefer(scope: Scope, hits: Sequence[Hit]) -> list[Hit]:
    """Add to the hits' scores what their articles' dates are worth to a question, best first."""
    bonuses = scope.bonuses([hit.article.published for hit in hits])
    gained = [replace(h, score=h.score + bonus) for h, bonus in zip(hits, bonuses, strict=True)]
    return sorted(gained, key=lambda hit: (-hit.score, hit.passage.id))


def _gather(library: Library, query: Query, candidates: int, within: Filter) -> Sequence[Evidence]:
    """Collect what either search finds, for each language of the library."""
    ids: dict[str, None] = {}
    asked = [*query.weights, *query.names]
    retold = Retold(library, asked, within)

    def near(count: int, within: Filter) -> list[str]:
        return [passage_id for passage_id, _ in library.nearest(query.centered, count, within)]

    def worded(count: int, within: Filter) -> list[str]:
        return library.lexical(asked, count, within)

    for language in library.languages():
        if language in within.searched:
            one = replace(within, languages=(language,))
            for find in (near, worded):
                found = retold.search(partial(find, within=one), candidates)
                ids.update(dict.fromkeys(found))
    return library.evidence(list(ids), list(query.weights))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A passage that is not read yet, and what speaks for it."""

    passage_id: str
    score: float
    cosine: float
    covered: float


def _weigh(query: Query, centers: Centers, gathered: Sequence[Evidence]) -> Iterator[_Weighed]:
    for language in dict.fromkeys(one.language for one in gathered):
        some = [one for one in gathered if one.language == language]
        vectors = centers.centered(np.stack([one.vector for one in some]), "passage", language)
        chance = CHANCE if language == query.language else 0.0
        for one, cosine in zip(some, (vectors @ query.centered).tolist(), strict=True):
            covered = coverage(query.weights, one.words)
            score = cosine + WORD_WEIGHT * covered - chance
            yield _Weighed(one.passage_id, score, cosine, covered)


def _read(library: Library, weighed: Sequence[_Weighed]) -> list[Hit]:
    """Read the passages; one that vanished meanwhile is left out."""
    found = library.passages_in_articles([one.passage_id for one in weighed])
    return [
        Hit(*found[one.passage_id], one.score, one.cosine, one.covered)
        for one in weighed
        if one.passage_id in found
    ]
