"""What the vectors of the packaged model are good for, whichever backend computes them."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from ingest.model import EmbeddingModel, Kind
from ingest.model.base import Vectors
from ingest.settings import PROJECT

TEXTS = [
    "大模型的推理成本在一年内下降了九成。",
    "The chip maker opened a second plant in spring.",
    "短",
    "这家公司发布了开源模型，参数量为 70B，上下文长度 128K，采用 Apache-2.0 许可证。" * 8,
    "Prices fell; the quarter's revenue still grew by 12%.",
]
XQUAD = PROJECT.parent / "shared" / "bench" / "xquad"


def cosines(left: Vectors, right: Vectors) -> Vectors:
    products: Vectors = np.einsum("ij,ij->i", left, right)
    return products


@pytest.mark.parametrize("kind", ["query", "passage"])
def test_both_backends_give_the_same_vectors(
    onnx_model: EmbeddingModel, torch_model: EmbeddingModel, kind: Kind
) -> None:
    fast = onnx_model.embed_arrays(TEXTS, kind=kind)

    assert cosines(fast, torch_model.embed_arrays(TEXTS, kind=kind)).min() > 0.9998


@pytest.mark.slow
def test_both_backends_agree_on_real_articles(
    onnx_model: EmbeddingModel, torch_model: EmbeddingModel
) -> None:
    if not XQUAD.is_dir():
        pytest.skip("the benchmark's articles are not beside the repository")
    texts = [
        json.loads(line)["text"]
        for language in ("zh", "en")
        for line in Path(XQUAD / f"corpus.{language}.jsonl").read_text("utf-8").splitlines()[::6]
    ]

    fast = onnx_model.embed_arrays(texts, kind="passage")

    agreement = cosines(fast, torch_model.embed_arrays(texts, kind="passage"))
    assert agreement.mean() > 0.9999
    assert agreement.min() > 0.9998


def test_libraries_of_both_backends_are_interchangeable(
    onnx_model: EmbeddingModel, torch_model: EmbeddingModel
) -> None:
    assert onnx_model.fingerprint == torch_model.fingerprint
    assert onnx_model.name == torch_model.name
    assert onnx_model.dimension == torch_model.dimension
    assert onnx_model.max_tokens == torch_model.max_tokens


def test_vectors_are_unit_length_float32_in_the_order_of_the_texts(model: EmbeddingModel) -> None:
    together = model.embed_arrays(TEXTS, kind="passage")

    one_by_one = np.vstack([model.embed_arrays([text], kind="passage") for text in TEXTS])
    assert together.dtype == np.float32
    assert together.shape == (len(TEXTS), model.dimension)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(together, one_by_one, atol=1e-5)


def test_no_texts_give_no_vectors(model: EmbeddingModel) -> None:
    assert model.embed_arrays([], kind="passage").shape == (0, model.dimension)
    assert model.embed_documents([]) == []


def test_threads_may_embed_and_count_at_once(model: EmbeddingModel) -> None:
    alone = model.embed_arrays(TEXTS, kind="passage"), model.count_tokens(TEXTS)

    with ThreadPoolExecutor(4) as pool:
        vectors = [pool.submit(model.embed_arrays, TEXTS, kind="passage") for _ in range(4)]
        counts = [pool.submit(model.count_tokens, TEXTS) for _ in range(40)]

    for future in vectors:
        np.testing.assert_allclose(future.result(), alone[0], atol=1e-5)
    assert all(future.result() == alone[1] for future in counts)


def test_langchain_methods_give_the_same_vectors(model: EmbeddingModel) -> None:
    documents = model.embed_documents(TEXTS[:2])
    query = model.embed_query(TEXTS[0])

    np.testing.assert_array_equal(documents, model.embed_arrays(TEXTS[:2], kind="passage"))
    np.testing.assert_array_equal(query, model.embed_arrays(TEXTS[:1], kind="query")[0])


def test_prompts_are_those_of_the_sentence_transformers_folder(
    model: EmbeddingModel, torch_model: EmbeddingModel, home: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    [folder] = (home / "models").glob("*-float32-*")
    reference = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    query, passage = model.embed_query(TEXTS[0]), model.embed_documents(TEXTS[:1])[0]

    assert np.dot(query, reference.encode(f"query: {TEXTS[0]}")) > 0.9998
    assert np.dot(query, reference.encode_query(TEXTS[0])) > 0.9998
    assert np.dot(passage, reference.encode(f"passage: {TEXTS[0]}")) > 0.9998
    assert np.dot(query, passage) < 0.99


def test_a_question_finds_its_passage_in_the_other_language(model: EmbeddingModel) -> None:
    passages = [text for text in TEXTS if text.isascii()]

    similarity = model.embed_arrays(passages, kind="passage") @ np.array(
        model.embed_query("芯片制造商什么时候开了第二家工厂？")
    )

    assert passages[int(similarity.argmax())].startswith("The chip maker")


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "a\ud800b", "<s></s><pad>", "👩‍💻" * 9])
def test_odd_texts_are_embedded_all_the_same(model: EmbeddingModel, text: str) -> None:
    vector = model.embed_arrays([text], kind="query")

    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_a_text_of_max_tokens_is_read_to_its_end(model: EmbeddingModel) -> None:
    text = "芯片" * model.max_tokens
    while model.count_tokens([text])[0] > model.max_tokens:
        text = text[:-1]

    with_end = model.embed_arrays([text[:-2] + "咖啡"], kind="passage")

    assert model.count_tokens([text]) == [model.max_tokens]
    assert np.abs(with_end - model.embed_arrays([text], kind="passage")).max() > 1e-4


def test_what_is_too_long_is_not_read(model: EmbeddingModel) -> None:
    text = "芯片" * 600

    vectors = model.embed_arrays([text, text + "咖啡店"], kind="passage")

    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-6)
