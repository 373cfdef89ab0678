"""Answer in the articles' own words: choose the one to three sentences that answer.

Every sentence of the best passages is weighed against the question by its vector, by the words it
shares and by whether it holds the kind of thing that is asked for. Knows nothing of refusing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answer import Citation, Hit, Sentence
from bot.center import Centers, Vector
from bot.constraints import unmet_numbers
from bot.expect import meets_expectation
from bot.retrieve import CHANCE, Query, coverage
from bot.sentence_vectors import SentenceVectors
from ingest.segment import words
from ingest.sentences import split_sentences

# Sentences are read from this many passages: of XQuAD's questions, .99 are answered in the first
# four of their language and .93 across languages.
PASSAGES = 5
MOST_SENTENCES = 3
# Longer than any sentence that is quoted as an answer; what is longer is a list or a table.
LONGEST_SENTENCE = 600

# A logistic regression over cmrc2018 and SQuAD 2.0 (does this sentence hold the answer?) puts
# cosine, words and expectation at 3.8, 3.8 and 0.8; across languages, where words say less, half
# the weight of words is best. The passage's own score breaks ties between passages.
WORDS = 0.6
EXPECTED = 0.15
PASSAGE = 0.5
# A passage about another year or amount gives way to any other.
UNMET = 0.4
# Further sentences are quoted while they are this close to the best one; across languages, where
# no words tell them apart, scores lie closer together.
CLOSE = 0.15
CLOSE_ACROSS = 0.08


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage: `hit.article.body[start:end]`, and what speaks for it.

    Attributes:
        cosine: centered similarity with the question.
        covered: share of the question's informative words that it, its heading or title contain.
        expected: 1 if it holds the kind of thing asked for, -1 if not, 0 if that is not known.
        score: all of it in one number.
        words: its words, as the lexical index would hold them.
        unmet_numbers: the question's numbers and dates that its passage does not mention.
    """

    hit: Hit
    start: int
    end: int
    cosine: float
    covered: float
    expected: float
    score: float
    words: frozenset[str]
    unmet_numbers: frozenset[str]

    @property
    def text(self) -> str:
        """The sentence as it stands in the article."""
        return self.hit.article.body[self.start : self.end]

    def cite(self) -> Sentence:
        """Quote the sentence."""
        citation = Citation(self.hit.article, self.hit.passage, self.start, self.end)
        return Sentence(self.text, (citation,))


def candidates(
    query: Query, hits: Sequence[Hit], sentence_vectors: SentenceVectors, centers: Centers
) -> list[Candidate]:
    """Weigh every sentence of the best passages, best first; repeated sentences count once."""
    spans: list[tuple[Hit, int, int]] = []
    seen: set[str] = set()
    for hit in hits[:PASSAGES]:
        for start, end in _sentences(hit):
            text = hit.article.body[start:end]
            if text not in seen and len(text) <= LONGEST_SENTENCE:
                seen.add(text)
                spans.append((hit, start, end))
    if not spans:
        return []
    # What all sentences of a passage share is found once.
    implied = {hit.passage.id: _implied(hit) for hit in hits[:PASSAGES]}
    unmet = {hit.passage.id: unmet_numbers(query.text, hit) for hit in hits[:PASSAGES]}
    vectors = sentence_vectors.of([hit.article.body[start:end] for hit, start, end in spans])
    weighed = [
        _weigh(
            query,
            hit,
            (start, end),
            centers.centered(vector, "passage", hit.article.language),
            implied[hit.passage.id],
            unmet[hit.passage.id],
        )
        for (hit, start, end), vector in zip(spans, vectors, strict=True)
    ]
    telling = [one for one in weighed if _can_answer(query, one)]
    return sorted(telling, key=lambda one: -one.score)


def _sentences(hit: Hit) -> list[tuple[int, int]]:
    """Find the sentences of a passage, in the article's offsets, without headings and captions."""
    passage, article = hit.passage, hit.article
    silent = [(b.start, b.end) for b in article.blocks if b.kind != "text"]
    found = [(passage.start + a, passage.start + b) for a, b in split_sentences(passage.text)]
    return [(a, b) for a, b in found if not any(s <= a and b <= e for s, e in silent)]


def _implied(hit: Hit) -> frozenset[str]:
    """Return the words of title and heading, which a sentence below them need not repeat."""
    return frozenset(words(f"{hit.article.title}\n{hit.passage.heading}"))


def _weigh(
    query: Query,
    hit: Hit,
    span: tuple[int, int],
    vector: Vector,
    implied: frozenset[str],
    unmet: frozenset[str],
) -> Candidate:
    text = hit.article.body[span[0] : span[1]]
    present = frozenset(words(text))
    cosine = float(vector @ query.centered)
    covered = coverage(query.weights, present | implied)
    expected = meets_expectation(query.text, text)
    # Sentences in the question's language share words with it by chance, as passages do.
    chance = CHANCE if hit.article.language == query.language else 0.0
    score = math.fsum(
        (
            cosine,
            WORDS * covered,
            EXPECTED * expected,
            PASSAGE * hit.score,
            -chance,
            -UNMET if unmet else 0.0,
        )
    )
    return Candidate(hit, span[0], span[1], cosine, covered, expected, score, present, unmet)


def _can_answer(query: Query, one: Candidate) -> bool:
    """Whether a sentence says anything: a question does not, nor what only repeats the asked."""
    asks = one.text.rstrip("”’\"')） ").endswith(("？", "?"))
    return not asks and not one.words.issubset(query.weights)


def choose(query: Query, weighed: Sequence[Candidate]) -> list[Candidate]:
    """Choose the sentences to quote: the best, and at most two more that are nearly as good.

    Args:
        query: the question.
        weighed: candidates, best first; not empty.

    Returns:
        The best one first, the others in their order in the article.
    """
    best, *others = weighed
    across = best.hit.article.language != query.language
    least = best.score - (CLOSE_ACROSS if across else CLOSE)
    chosen = [best]
    for one in others:
        if len(chosen) == MOST_SENTENCES or one.score < least:
            break
        if one.unmet_numbers and not best.unmet_numbers:
            continue
        if not any(_repeats(one, other) for other in chosen):
            chosen.append(one)
    passages = list(dict.fromkeys(one.hit.passage.id for one in chosen))
    rest = sorted(chosen[1:], key=lambda one: (passages.index(one.hit.passage.id), one.start))
    return [best, *rest]


def _repeats(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say the same in nearly the same words, as reprints do."""
    together = one.words | other.words
    return bool(together) and len(one.words & other.words) / len(together) > 0.8
