"""Turn an Answer into plain data for JSON, the same for `python -m bot --json` and the benches.

Knows what an Answer is made of; knows nothing of how it was found or who reads it.
"""

from collections.abc import Callable
from typing import Any
from unicodedata import east_asian_width

from bot.answer import Answer, Citation
from ingest.article import Article

Name = Callable[[Article], str]
Quotation = Callable[[Citation], tuple[int | None, int | None, str]]


def _id(article: Article) -> str:
    return article.id


def _quoted(citation: Citation) -> tuple[int | None, int | None, str]:
    return citation.start, citation.end, citation.text


def answer_to_dict(
    answer: Answer,
    *,
    id: str,
    cpu_seconds: float,
    name: Name = _id,
    quotation: Quotation = _quoted,
) -> dict[str, Any]:
    """Report an answer.

    Args:
        answer: the answer.
        id: what the question is known by.
        cpu_seconds: processor time that the answer took.
        name: what an article is known by to the reader of the report.
        quotation: start, end and text of a citation; by default, those in the article's body.

    Returns:
        `id`, `question`, `answer`, `state`, `refused`, `confidence`, `sentences` with their
        `citations`, `nearest` (citations), `mismatches`, `retrieved` (articles, best first) and
        `cpu_seconds`: strings, numbers, lists and None only. A citation has `also`, where other
        articles of its story say the same, `otherwise`, what such articles have in place of a
        `figure`, and `more`, how many further ones there are.
    """
    return {
        "id": id,
        "question": answer.question,
        "answer": answer_text(answer),
        "state": answer.state,
        "refused": answer.refused,
        "confidence": round(answer.confidence, 4),
        "sentences": [
            {
                "text": sentence.text,
                "citations": [_citation(c, name, quotation) for c in sentence.citations],
            }
            for sentence in answer.sentences
        ],
        "nearest": [_citation(c, name, quotation) for c in answer.nearest],
        "mismatches": [{"asked": one.asked, "said": list(one.said)} for one in answer.mismatches],
        "retrieved": list(dict.fromkeys(name(hit.article) for hit in answer.retrieved)),
        "cpu_seconds": round(cpu_seconds, 4),
    }


def answer_text(answer: Answer) -> str:
    """Join an answer's sentences as one would write them; empty unless it is answered."""
    text = ""
    for sentence in answer.sentences:
        # No space beside a Chinese character or a full-width mark.
        apart = text and not (_is_wide(text[-1]) or _is_wide(sentence.text[:1]))
        text += f" {sentence.text}" if apart else sentence.text
    return text


def _is_wide(character: str) -> bool:
    return character != "" and east_asian_width(character) in "WF"


def _citation(citation: Citation, name: Name, quotation: Quotation) -> dict[str, Any]:
    return {
        **_place(citation, name, quotation),
        "also": [_place(one, name, quotation) for one in citation.also],
        "otherwise": [
            {
                "figure": one.figure,
                "other": one.other,
                "citation": _place(one.citation, name, quotation),
            }
            for one in citation.otherwise
        ],
        "more": citation.more,
    }


def _place(citation: Citation, name: Name, quotation: Quotation) -> dict[str, Any]:
    start, end, text = quotation(citation)
    return {"corpus_id": name(citation.article), "start": start, "end": end, "text": text}
