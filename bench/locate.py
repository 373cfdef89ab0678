"""Find a quotation in the text that its article was made of.

Reading an article may change white space and leave lines out; letters and marks stay.
"""


def locate(text: str, body: str, start: int, end: int) -> tuple[int, int] | None:
    """Find `body[start:end]` in `text`; white space counts for nothing.

    Of several places, the one that is as far into the text as the quotation is into the body.

    Returns:
        Its (start, end) in `text`, or None if it is not there.
    """
    places = [i for i, character in enumerate(text) if not character.isspace()]
    letters = "".join(text[i] for i in places)
    quotation = _squeeze(body[start:end])
    expected = len(_squeeze(body[:start]))
    found: list[int] = []
    at = letters.find(quotation) if quotation else -1
    while at >= 0:
        found.append(at)
        at = letters.find(quotation, at + 1)
    if not found:
        return None
    nearest = min(found, key=lambda at: abs(at - expected))
    return places[nearest], places[nearest + len(quotation) - 1] + 1


def _squeeze(text: str) -> str:
    return "".join(text.split())
