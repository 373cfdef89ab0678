"""Decide whether a drafted sentence may be shown, and which words of which passage support it.

Knows numbers, names, quotations and shared words; knows nothing of models, so any writer's sentence
can be checked. What cannot be traced to a retrieved passage is not said.
"""

import re
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

from bot.answer import Citation, Hit, Sentence
from bot.marks import Draft
from bot.numbers import claimed, stated
from ingest.sentences import split_sentences

# Share of a sentence's words that a passage in the same language must have for a mark to be
# believed, and for a passage to be found without a mark. Measured on XQuAD (Chinese, English): a
# sentence reaches .25 on a passage of another article in .5% and .7% of the cases, on another
# passage of its own article in 10% and 18%; it reaches .5 there in 1.2% and 2.1%. Questions, which
# are worded otherwise than the passage that answers them, reach .25 on it in 94% and 98%.
SUPPORT_OF_MARKED = 0.25
SUPPORT_OF_NUMBERS = 0.15  # enough for a mark whose passage has the sentence's numbers
SUPPORT_OF_UNMARKED = 0.5
_WIDEST_SPAN = 3  # sentences

_Event = TypeVar("_Event")

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-.&+][A-Za-z0-9]+)*")
_QUOTED = re.compile(
    r"“([^“”\n]{1,300})”|「([^「」\n]{1,300})」|『([^『』\n]{1,300})』|《([^《》\n]{1,300})》|\"([^\"\n]{1,300})\""
)
_CLAUSE_END = re.compile(r"[，。；;：！!？?、…\n]|[,.:](?!\d)")
_FUNCTION_CHARACTERS = re.compile(r"[的了是在和与及也就都而并为对于以其这那有将被]")
_FUNCTION_WORDS = frozenset(
    "the a an of to in on at by for and or is are was were be been as it its that this with from "
    "has have had will would can could they their which who".split()
)
_CALENDAR = frozenset(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday ai".split()
)


@dataclass(frozen=True, slots=True)
class _Claims:
    """What a sentence asserts that can be looked up in a passage."""

    text: str
    is_chinese: bool
    numbers: frozenset[str]
    names: frozenset[str]
    quotations: tuple[str, ...]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What a passage offers, with all that is known of it and its article."""

    hit: Hit
    is_chinese: bool
    numbers: frozenset[str]
    text: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Omitted:
    """How many drafted sentences the passages do not support; they are not shown."""

    count: int


def ground_all(
    events: Generator[Draft | _Event, None, None], hits: Sequence[Hit]
) -> Generator[Sentence | _Event | Omitted, None, None]:
    """Check drafts as they are written; what is no draft is passed on as it is.

    Args:
        events: drafts among other things; closed when this iterator is.
        hits: the retrieved passages, in the order in which the writer was given them.

    Yields:
        A sentence for each draft that is supported, and `Omitted` at the end if any was not.
    """
    omitted = 0
    with closing(events):
        for event in events:
            if not isinstance(event, Draft):
                yield event
            elif sentence := ground(event, hits):
                yield sentence
            else:
                omitted += 1
    if omitted:
        yield Omitted(omitted)


def ground(draft: Draft, hits: Sequence[Hit]) -> Sentence | None:
    """Check a drafted sentence against the passages.

    Every number, name in Latin script and quotation must stand in a passage that the sentence
    cites; if not, another retrieved passage that has all of them is cited instead. A sentence
    without a mark gets the passage that shares most of its words.

    Args:
        draft: the sentence and the numbers of the passages it cites; 1 is `hits[0]`.
        hits: the retrieved passages, in the order in which the writer was given them.

    Returns:
        the sentence with its citations, each narrowed to the passage's supporting sentences;
        None if the passages do not support it.
    """
    claims = _claims(draft.text)
    evidence = [_evidence(hit) for hit in hits]
    cited = [evidence[n - 1] for n in draft.marks if 1 <= n <= len(evidence)]
    supporting = [e for e in cited if _contributes(claims, e)]
    if not supporting or not _holds(claims, supporting):
        supporting = _attributed(claims, evidence)
    if not supporting:
        return None
    return Sentence(draft.text, tuple(_citation(claims, e) for e in supporting))


def _claims(text: str) -> _Claims:
    return _Claims(
        text=text,
        is_chinese=_is_chinese(text),
        numbers=claimed(text),
        names=_names(text),
        quotations=tuple(_folded("".join(groups)) for groups in _QUOTED.findall(text)),
        words=_words(text),
    )


def _evidence(hit: Hit) -> _Evidence:
    text = hit.context
    return _Evidence(
        hit=hit,
        is_chinese=_is_chinese(hit.passage.text),
        numbers=stated(text),
        text=_folded(text),
        words=_words(text),
    )


def _holds(claims: _Claims, evidence: Sequence[_Evidence]) -> bool:
    """Whether every number, name and quotation stands in one of the passages."""
    if not claims.numbers <= frozenset().union(*(e.numbers for e in evidence)):
        return False
    if not all(any(quotation in e.text for e in evidence) for quotation in claims.quotations):
        return False
    return all(any(_has_name(name, claims, e) for e in evidence) for name in claims.names)


def _contributes(claims: _Claims, evidence: _Evidence) -> bool:
    """Whether a cited passage has anything to do with the sentence."""
    if claims.is_chinese == evidence.is_chinese:
        has_numbers = bool(claims.numbers & evidence.numbers)
        least = SUPPORT_OF_NUMBERS if has_numbers else SUPPORT_OF_MARKED
        return _overlap(claims.words, evidence.words) >= least
    # Words of two languages cannot be compared; the rest is judged by `_holds`.
    return not claims.numbers or bool(claims.numbers & evidence.numbers)


def _attributed(claims: _Claims, evidence: Sequence[_Evidence]) -> list[_Evidence]:
    """Find the passage that supports a sentence best, which has no mark or a wrong one."""

    def is_enough(candidate: _Evidence) -> bool:
        if not _holds(claims, [candidate]):
            return False
        if claims.is_chinese != candidate.is_chinese:
            found = len(claims.numbers) + sum(_folded(n) in candidate.text for n in claims.names)
            return found > 1  # one number alone may agree by chance
        if claims.numbers:
            shares = _overlap(claims.words, candidate.words) >= SUPPORT_OF_MARKED
            return shares and _counts_the_same(claims, candidate)
        return _overlap(claims.words, candidate.words) >= SUPPORT_OF_UNMARKED

    enough = [e for e in evidence if is_enough(e)]
    return [max(enough, key=lambda e: _overlap(claims.words, e.words))] if enough else []


def _counts_the_same(claims: _Claims, evidence: _Evidence) -> bool:
    """Whether some number stands among the same words: 200 models are not 200 customers."""
    theirs = _clauses(evidence.hit.passage.text)
    return any(
        numbers & their_numbers and _overlap(words, their_words) >= SUPPORT_OF_MARKED
        for numbers, words in _clauses(claims.text)
        for their_numbers, their_words in theirs
    )


def _clauses(text: str) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Find the numbers and words of each clause that has numbers."""
    clauses = ((stated(clause), _words(clause)) for clause in _CLAUSE_END.split(text))
    return [(numbers, words) for numbers, words in clauses if numbers]


def _citation(claims: _Claims, evidence: _Evidence) -> Citation:
    """Narrow a passage to the fewest neighbouring sentences that support a sentence best."""
    passage = evidence.hit.passage
    spans = split_sentences(passage.text) or [(0, len(passage.text))]
    windows = [
        (spans[first][0], spans[first + width][1])
        for width in range(min(_WIDEST_SPAN, len(spans)))
        for first in range(len(spans) - width)
    ]

    def support(window: tuple[int, int]) -> tuple[int, int, float]:
        text = passage.text[window[0] : window[1]]
        folded = _folded(text)
        exact = len(claims.numbers & stated(text)) + sum(
            _folded(name) in folded for name in claims.names
        )
        width = len(split_sentences(text))
        quoted = sum(quotation in folded for quotation in claims.quotations)
        return exact + quoted, -width, _overlap(claims.words, _words(text))

    start, stop = max(windows, key=support)
    found = support((start, stop))
    if not found[0] and not found[2]:
        # Another language and nothing to look up: the passage as a whole is what was cited.
        start, stop = 0, len(passage.text)
    return Citation(evidence.hit.article, passage, passage.start + start, passage.start + stop)


def _is_chinese(text: str) -> bool:
    return len(_CHINESE.findall(text)) >= len(_LATIN_WORD.findall(text))


def _words(text: str) -> frozenset[str]:
    """Find the comparable words of a text: stems of Latin words, pairs of Chinese characters."""
    latin = (word.lower() for word in _LATIN_WORD.findall(text))
    stems = {word[:6] for word in latin if len(word) > 1 and word not in _FUNCTION_WORDS}
    pairs: set[str] = set()
    for run in re.findall(r"[\u3400-\u9fff]+", _FUNCTION_CHARACTERS.sub(" ", text)):
        pairs.update(run[i : i + 2] for i in range(len(run) - 1))
    return frozenset(stems | pairs)


def _overlap(words: frozenset[str], others: frozenset[str]) -> float:
    """Share of the first text's words that the second has, 0 to 1."""
    return len(words & others) / len(words) if words else 0.0


def _names(text: str) -> frozenset[str]:
    """Find names in Latin script, in lower case: words with a capital that is not a sentence's."""
    found = set()
    for match in _LATIN_WORD.finditer(text):
        word = match.group()
        opens = not re.search(r"[\w,，;；、]\s*$", text[: match.start()])
        has_capital = any(c.isupper() for c in (word[1:] if opens else word))
        if len(word) > 1 and has_capital and word.lower() not in _CALENDAR:
            found.add(word.lower())
    return frozenset(found)


def _has_name(name: str, claims: _Claims, evidence: _Evidence) -> bool:
    if not claims.is_chinese and evidence.is_chinese:
        return True  # an English sentence names in Latin what its Chinese passage does not
    folded = _folded(name)
    # Chinese for China, Huawei's for Huawei: an English name inflects.
    stem = folded if claims.is_chinese or any(c.isdigit() for c in folded) else folded[:4]
    return stem in evidence.text


def _folded(text: str) -> str:
    """Reduce a text to letters and digits in lower case, so that punctuation does not count."""
    return re.sub(r"[\W_]+", "", text).casefold()
