"""Find the passages that a question is about.

Dense candidates (Chroma) and lexical candidates (BM25) are gathered for each language of the
library, and every candidate gets both kinds of evidence. Knows nothing of how an answer is written.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.answer import Hit, Language
from bot.center import Centers, Vector
from ingest.language import detect_language
from ingest.library import Evidence, Library
from ingest.segment import words

# What a passage that contains all of the question's words gains over one that contains none, in
# centered cosine. Best on cmrc2018 and SQuAD 2.0 between .3 and .4; reciprocal ranks instead of
# this sum lose half of the recall across languages.
WORD_WEIGHT = 0.35
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
    """

    text: str
    language: Language
    vector: Vector
    centered: Vector
    weights: Mapping[str, float]


def prepare(library: Library, centers: Centers, question: str) -> Query:
    """Embed a question and weigh its words."""
    found = tuple(dict.fromkeys(words(question)))
    frequencies = library.document_frequencies(found)
    passages = max(1, library.count()[1])
    weights = {w: inverse_frequency(frequencies.get(w, 0), passages) for w in found}
    language = detect_language(question)
    vector = library.model.embed_arrays([question], kind="query")[0]
    return Query(
        text=question,
        language=language,
        vector=vector,
        centered=centers.centered(vector, "query", language),
        weights=dict(sorted(weights.items(), key=lambda item: -item[1])),
    )


def inverse_frequency(occurrences: int, passages: int) -> float:
    """Weigh a word by the passages it occurs in, as BM25 does (Robertson and Zaragoza 2009)."""
    return math.log(1 + (passages - occurrences + 0.5) / (occurrences + 0.5))


def coverage(weights: Mapping[str, float], present: Iterable[str]) -> float:
    """Return the weighted share (0 to 1) of a question's words that are present."""
    total = sum(weights.values())
    held = set(present)
    return sum(w for word, w in weights.items() if word in held) / total if total else 0.0


def retrieve(library: Library, query: Query, centers: Centers, candidates: int) -> list[Hit]:
    """Find passages for a question, best first.

    Args:
        library: the library.
        query: the question, prepared.
        centers: those of the library's model.
        candidates: passages taken from each search and language before they are weighed.

    Raises:
        ModelMismatch: the library was embedded with another model.
    """
    hits = [_weigh(query, centers, one) for one in _gather(library, query, candidates)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))


def _gather(library: Library, query: Query, candidates: int) -> Sequence[Evidence]:
    """Collect what either search finds, for each language of the library."""
    ids: dict[str, None] = {}
    for language in library.languages():
        ids.update(
            dict.fromkeys(i for i, _ in library.nearest(query.centered, candidates, language))
        )
        ids.update(dict.fromkeys(library.lexical(list(query.weights), candidates, language)))
    return list(library.evidence(list(ids)).values())


def _weigh(query: Query, centers: Centers, one: Evidence) -> Hit:
    vector = centers.centered(one.vector, "passage", one.article.language)
    cosine = float(vector @ query.centered)
    covered = coverage(query.weights, one.words)
    chance = CHANCE if one.article.language == query.language else 0.0
    score = cosine + WORD_WEIGHT * covered - chance
    return Hit(one.article, one.passage, score, cosine, covered)
