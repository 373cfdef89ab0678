"""The fixed sentences that an answer is made of when the articles give none, in each language."""

from bot.answer import Language

REFUSED: dict[Language, str] = {
    "zh": "这些文章没有回答这个问题。",
    "en": "The articles do not answer this question.",
}
NEAREST: dict[Language, str] = {
    "zh": "内容最接近的文章：",
    "en": "The nearest articles:",
}
ENDPOINT_FAILED: dict[Language, str] = {
    "zh": "语言模型没有应答（{problem}），以下直接引用文章原文。",
    "en": "The language model failed ({problem}); these are the articles' own words instead.",
}
OMITTED: dict[Language, str] = {
    "zh": "有 {count} 句话在文章中找不到依据，已略去。",
    "en": "{count} sentence(s) had no support in the articles and were left out.",
}
