"""Facts that change: real passages before and after, from RGB (Chen et al. 2023)."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.answer import Answer
from bot.chain import Answerer
from bot.settings import BotSettings
from ingest.library import Library
from ingest.source import upload_source
from ingest.sync import sync_sources

BENCH = Path(__file__).parents[3] / "shared" / "bench"


@dataclass(frozen=True)
class Pair:
    id: str
    question: str
    v1: str
    v2: str
    answers_v1: list[str]
    answers_v2: list[str]


@pytest.fixture(params=["zh", "en"])
def pairs(request: pytest.FixtureRequest) -> list[Pair]:
    path = BENCH / f"update_pairs.{request.param}.jsonl"
    if not path.exists():
        pytest.skip("the pairs lie beside the repository on some machines only")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Pair(**{name: line[name] for name in Pair.__annotations__}) for line in lines]


def ask(library: Library, pairs: list[Pair], texts: list[str]) -> list[Answer]:
    """Upload one version of every text under its name and ask every question."""
    sources = [upload_source(f"{p.id}.txt", t.encode()) for p, t in zip(pairs, texts, strict=True)]
    sync_sources(library, sources)
    answerer = Answerer(library, BotSettings())
    return [answerer.answer(pair.question) for pair in pairs]


def says(answer: Answer, facts: list[str]) -> bool:
    return any(fact in sentence.text for sentence in answer.sentences for fact in facts)


def test_answers_follow_an_article_that_is_uploaded_again(
    library: Library, pairs: list[Pair]
) -> None:
    before = ask(library, pairs, [pair.v1 for pair in pairs])
    after = ask(library, pairs, [pair.v2 for pair in pairs])

    followed = [
        says(now, pair.answers_v2)
        for pair, then, now in zip(pairs, before, after, strict=True)
        if says(then, pair.answers_v1) and not now.refused
    ]
    new = "\n".join(pair.v2 for pair in pairs)
    assert followed
    assert all(followed)
    assert all(citation.text in new for answer in after for citation in answer.citations)
