import pytest

from ingest.language import detect_language


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4 多少钱",
        "华为云有多少开发者？",
        "OpenAI 的 GPT-4 Turbo API 价格",
        "transformer attention 原理",
        "iPhone 15 price 多少",
        "《The Loneliest Woman in the World》的作者是谁",
        "新版SDK兼容PyTorch、JAX和ONNX Runtime,开发者用Python就能调用GPU。",
        "東京は日本の首都です",
    ],
)
def test_chinese_with_english_names_is_chinese(text: str) -> None:
    assert detect_language(text) == "zh"


@pytest.mark.parametrize(
    "text",
    [
        "How much is GPT-4?",
        "Who is 任正非?",
        "What does 百舸争流 mean?",
        "Huawei Cloud (华为云) is the cloud business of Huawei, founded in Shenzhen.",
        "Was kostet ein Server?",
        "2023",
        "",
    ],
)
def test_english_with_chinese_names_is_english(text: str) -> None:
    assert detect_language(text) == "en"
