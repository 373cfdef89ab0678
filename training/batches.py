"""Make groups of one question and several passages, and turn them into tensors.

A group has the passage that answers (if one does) and passages that do not: what retrieval takes
for it, the right passage without the sentence that answers, and the right passage under a question
whose year, number or name was exchanged.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from ingest.language import detect_language
from ingest.model.base import Kind
from ingest.model.packaged import POSITIONS, PROMPTS
from ingest.sentences import split_sentences
from training.network import Lower
from training.prepare import Asked, Passage

# How often a group is of each kind. Languages are those of question and passage; `near` are the
# near misses, `swapped` the questions with another year, number or name put in.
MIX = {
    ("zh", "zh", "cmrc2018"): 0.07,
    ("zh", "zh", "drcd"): 0.03,
    ("zh", "zh", "written"): 0.05,
    ("zh", "zh", "asked"): 0.10,
    ("zh", "zh", "translated"): 0.05,
    ("zh", "zh", "near"): 0.05,
    ("en", "zh", "cmrc2018"): 0.08,
    ("en", "zh", "drcd"): 0.03,
    ("en", "zh", "written"): 0.05,
    ("en", "zh", "asked"): 0.09,
    ("en", "zh", "translated"): 0.10,
    ("en", "zh", "near"): 0.04,
    ("en", "en", "squad2"): 0.09,
    ("en", "en", "written"): 0.05,
    ("en", "en", "asked"): 0.03,
    ("en", "en", "near"): 0.09,
    ("zh", "en", "squad2"): 0.07,
    ("zh", "en", "written"): 0.04,
    ("zh", "en", "asked"): 0.02,
    ("zh", "en", "near"): 0.02,
}
GROUP = 3
_TOGETHER = 8  # texts of like length that are run at once
# Chances that a group gets these instead of one more passage from retrieval.
_GUTTED = 0.25
_OTHER_LANGUAGE = 0.25
# Chance that a question loses what it insists on, if it insists on anything.
_SWAPPED = 0.12
# Chance that a passage is read without its title and heading, as where an article has none.
_UNTITLED = 0.35
# Chance that only some sentences of a passage are read, so many characters of them: what is short
# is learned from faster, and passages of all lengths are met.
_CUT = 0.75
# Chance that a passage repeats the question: who repeats it does not yet answer it.
_ECHOED = 0.1
_WINDOW = {"zh": 220, "en": 640}
# A near miss written for this project asks for a date or a number three times as often as an
# answered question; of those, this share is kept, lest to ask so be taken for a sign of one.
_KEPT_NUMERIC = 0.45
_NUMERIC = re.compile(
    r"何时|什么时候|哪一?年|几[年月日号]|多少|几[个位名次座所]|多[大高长久远]"
    r"|(?i:\bwhen\b|what year|which year|how (?:many|much|long|old))"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][a-z]+(?: [A-Z][a-z]+)*")


@dataclass(frozen=True, slots=True)
class Read:
    """One text pair: `text[span]` answers the question, or nothing does (`span` is empty).

    Attributes:
        text: the passage, with or without title and heading.
        start: where the passage itself starts in it.
    """

    question: str
    text: str
    start: int
    span: tuple[int, ...]


class Groups:
    """An endless, reproducible stream of groups."""

    def __init__(self, passages: dict[str, Passage], asked: Sequence[Asked], seed: int) -> None:
        """Sort the questions of the training part into the kinds of `MIX`."""
        self._passages = passages
        self._random = random.Random(seed)  # noqa: S311 - a sample, no secret
        self._pools: dict[tuple[str, str, str], list[Asked]] = {kind: [] for kind in MIX}
        for one in asked:
            if one.gold and one.question.part == "train":
                kind = _kind(one, passages)
                if kind in self._pools and not self._too_many(one):
                    self._pools[kind].append(one)
        for pool in self._pools.values():
            self._random.shuffle(pool)
        self._next = dict.fromkeys(MIX, 0)
        names = (n for one in asked for n in _NAME.findall(one.question.text))
        self._names: list[str] = sorted(set(names))

    def sizes(self) -> dict[tuple[str, str, str], int]:
        """How many questions there are of each kind."""
        return {kind: len(pool) for kind, pool in self._pools.items()}

    def __iter__(self) -> Iterator[list[Read]]:
        """Yield groups for ever; the passage that answers, if any, comes first."""
        kinds = [kind for kind, pool in self._pools.items() if pool]
        shares = [MIX[kind] for kind in kinds]
        while True:
            [kind] = self._random.choices(kinds, shares)
            pool = self._pools[kind]
            one = pool[self._next[kind] % len(pool)]
            self._next[kind] += 1
            yield self._group(one)

    def _too_many(self, one: Asked) -> bool:
        """Whether to leave out a near miss that asks for a date or a number."""
        if one.span or not one.question.id.startswith("asked-"):
            return False
        numeric = _NUMERIC.search(one.question.text)
        return bool(numeric) and self._random.random() >= _KEPT_NUMERIC

    def _group(self, one: Asked) -> list[Read]:
        text = one.question.text
        gold = self._passages[one.gold]
        span = one.span
        if span and self._random.random() < _SWAPPED:
            swapped = self._swap(text, gold.text)
            if swapped:
                text, span = swapped, ()
        group = [self._read(text, gold, span)]
        if span and self._random.random() < _GUTTED:
            gutted = _without_answer(gold, span, one.question.answers)
            if gutted:
                group.append(self._read(text, gutted, ()))
        others = [self._passages[name] for name in one.wrong]
        same = [p for p in others if p.language == gold.language]
        across = [p for p in others if p.language != gold.language]
        while len(group) < GROUP and (same or across):
            takes_other = across and (not same or self._random.random() < _OTHER_LANGUAGE)
            pool = across if takes_other else same
            # The first are the hardest; take them more often.
            at = min(int(self._random.expovariate(0.5)), len(pool) - 1)
            group.append(self._read(text, pool.pop(at), ()))
        return group

    def _read(self, question: str, passage: Passage, span: tuple[int, ...]) -> Read:
        head, body = passage.text[: passage.start], passage.text[passage.start :]
        if self._random.random() < _UNTITLED:
            head = ""
        inside = tuple(at - passage.start for at in span)
        if self._random.random() < _CUT:
            start, end = self._random.choice(_windows(body, inside))
            body, inside = body[start:end], tuple(at - start for at in inside)
        if self._random.random() < _ECHOED:
            body, inside = self._echoed(question, body, inside)
        return Read(question, head + body, len(head), tuple(at + len(head) for at in inside))

    def _echoed(
        self, question: str, body: str, span: tuple[int, ...]
    ) -> tuple[str, tuple[int, ...]]:
        """Put the question before or behind a passage."""
        if self._random.random() < 0.5:
            return f"{body} {question}", span
        return f"{question} {body}", tuple(at + len(question) + 1 for at in span)

    def _swap(self, question: str, passage: str) -> str:
        """Put another number or name into a question; empty if it has none that counts."""
        numbers = [m for m in _NUMBER.finditer(question) if m.group() in passage]
        if numbers:
            found = self._random.choice(numbers)
            digits: str = found.group()
            at = self._random.randrange(len(digits))
            while not digits[at].isdigit():
                at = self._random.randrange(len(digits))
            other = self._random.choice([d for d in "123456789" if d != digits[at]])
            changed = digits[:at] + other + digits[at + 1 :]
            if changed not in passage:
                return question[: found.start()] + changed + question[found.end() :]
            return ""
        names = [m for m in _NAME.finditer(question) if m.group() in passage]
        if not names:
            return ""
        name = self._random.choice(names)
        put = self._random.choice(self._names)
        if put in passage or name.group() in put:
            return ""
        return question[: name.start()] + put + question[name.end() :]


def _kind(one: Asked, passages: dict[str, Passage]) -> tuple[str, str, str]:
    source = one.question.id.partition(":")[0].partition("-")[0].removesuffix("t")  # a trial's
    source = source if one.span else "near"
    return one.question.language, passages[one.gold].language, source


def _windows(body: str, span: tuple[int, ...]) -> list[tuple[int, int]]:
    """Pack a passage's sentences into windows, and return those that hold the span."""
    longest = _WINDOW["en" if body.isascii() else detect_language(body)]
    windows: list[tuple[int, int]] = []
    for start, end in split_sentences(body):
        if windows and end - windows[-1][0] <= longest:
            windows[-1] = windows[-1][0], end
        else:
            windows.append((start, end))
    if span:
        windows = [(a, b) for a, b in windows if a <= span[0] and span[1] <= b]
    return windows or [(0, len(body))]


def _without_answer(
    passage: Passage, span: tuple[int, ...], answers: Sequence[str]
) -> Passage | None:
    """Take the sentence that answers out; None if nothing is left or another one answers too."""
    body = passage.text[passage.start :]
    at = span[0] - passage.start
    kept = [body[a:b] for a, b in split_sentences(body) if not a <= at < b]
    joined = (" " if passage.language == "en" else "").join(kept)
    if len(kept) < 2 or any(answer in joined for answer in answers):
        return None
    return replace(passage, text=passage.text[: passage.start] + joined)


# -- tensors -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tensors:
    """What `Reader` takes for a few pairs, and what it should say."""

    states: Tensor
    segments: Tensor
    mask: Tensor
    spannable: Tensor
    target: Tensor


class LowerStates:
    """Lower states of questions and passages, kept in memory: each text is read once."""

    def __init__(self, lower: Lower, tokenizer: Path) -> None:
        self._lower = lower
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(tokenizer))
        self._kept: dict[str, tuple[Tensor, list[tuple[int, int]]]] = {}

    def of(self, kind: Kind, text: str) -> tuple[Tensor, list[tuple[int, int]]]:
        """States `(tokens, hidden)` and each token's place in the text; (0, 0) for others."""
        self.read([(kind, text)])
        return self._kept[PROMPTS[kind] + text]

    @torch.no_grad()
    def read(self, texts: Sequence[tuple[Kind, str]]) -> None:
        """Read texts together that will be asked for."""
        missing = {PROMPTS[kind] + text: len(PROMPTS[kind]) for kind, text in texts}
        new = [(key, size) for key, size in missing.items() if key not in self._kept]
        encoded = [(self._tokenizer.encode(key), key, size) for key, size in new]
        encoded.sort(key=lambda one: len(one[0].ids))
        for at in range(0, len(encoded), _TOGETHER):
            some = encoded[at : at + _TOGETHER]
            lengths = [min(len(encoding.ids), POSITIONS) for encoding, _, _ in some]
            ids = torch.ones(len(some), max(lengths), dtype=torch.long)
            mask = torch.zeros_like(ids, dtype=torch.bool)
            for row, (encoding, _, _) in enumerate(some):
                ids[row, : lengths[row]] = torch.tensor(
                    [*encoding.ids[: lengths[row] - 1], encoding.ids[-1]]
                )
                mask[row, : lengths[row]] = True
            with torch.autocast("cpu", torch.bfloat16):
                states = self._lower(ids, mask).bfloat16()
            for row, (encoding, key, size) in enumerate(some):
                places = [
                    (max(0, a - size), max(0, b - size))
                    for a, b in encoding.offsets[: lengths[row]]
                ]
                self._kept[key] = states[row, : lengths[row]].clone(), places


def collate(lower: LowerStates, pairs: Sequence[Read]) -> Tensors:
    """Put pairs side by side, padded to the longest."""
    lower.read([("query", pair.question) for pair in pairs])
    lower.read([("passage", pair.text) for pair in pairs])
    asked = [lower.of("query", pair.question) for pair in pairs]
    read = [lower.of("passage", pair.text) for pair in pairs]
    length = max(len(q) + len(p) for (q, _), (p, _) in zip(asked, read, strict=True))
    hidden = asked[0][0].shape[1]
    states = torch.zeros(len(pairs), length, hidden, dtype=torch.bfloat16)
    segments = torch.zeros(len(pairs), length, dtype=torch.long)
    mask = torch.zeros(len(pairs), length, dtype=torch.bool)
    spannable = torch.zeros(len(pairs), length, dtype=torch.bool)
    target = torch.zeros(len(pairs), 2, dtype=torch.long)
    for row, (pair, (question, _), (passage, places)) in enumerate(
        zip(pairs, asked, read, strict=True)
    ):
        first, end = len(question), len(question) + len(passage)
        states[row, :first], states[row, first:end] = question, passage
        segments[row, first:] = 1
        mask[row, :end] = True
        spannable[row, 0] = True
        spannable[row, first:end] = torch.tensor([b > a and b > pair.start for a, b in places])
        if pair.span:
            start, stop = pair.span
            inside = [i for i, (a, b) in enumerate(places) if b > a and a < stop and b > start]
            if inside:
                target[row] = torch.tensor([first + inside[0], first + inside[-1]])
    return Tensors(states, segments, mask, spannable, target)
