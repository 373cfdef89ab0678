"""A real sentence-transformers folder with random weights, for what has to happen to any model."""

from collections.abc import Sequence
from pathlib import Path

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def write_random_model(
    folder: Path, words: Sequence[str], *, seed: int, positions: int, query_prompt: str
) -> Path:
    """Write a BERT of one layer and 32 dimensions that knows these words; returns its folder."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    torch.manual_seed(seed)
    bert = folder / "bert"
    vocabulary = {word: i for i, word in enumerate([*_SPECIAL, *words])}
    BertTokenizer(vocab=vocabulary).save_pretrained(bert)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=positions,
    )
    BertModel(config).save_pretrained(bert)
    encoder = Transformer(str(bert), max_seq_length=positions)
    pooling = Pooling(encoder.get_embedding_dimension())
    model = SentenceTransformer(
        modules=[encoder, pooling], prompts={"query": query_prompt}, device="cpu"
    )
    model.save(str(folder / "model"))
    return folder / "model"
