"""Write the packaged model as an ordinary sentence-transformers folder, weights in float32.

Knows the names that BERT's tensors have in transformers. The folder loads with
`SentenceTransformer(folder)` and has the prompts set.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ingest.model.unpack import FloatArray, WeightFile

_LAYER_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_LAYER_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def write_folder(
    folder: Path, weights: WeightFile, tokenizer: str, prompts: Mapping[str, str]
) -> None:
    """Fill the empty `folder` with weights, tokenizer and configuration."""
    from safetensors.numpy import save_file

    save_file(_tensors(weights), folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    for name, contents in _configuration(weights, prompts).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(contents, indent=2) + "\n", encoding="utf-8")


def _tensors(weights: WeightFile) -> dict[str, FloatArray]:
    size = weights.architecture
    hidden = size.hidden
    words = weights.quantised("emb.word", size.vocabulary, hidden)
    tensors = {
        "embeddings.word_embeddings.weight": words.dequantised(),
        "embeddings.position_embeddings.weight": weights.floats("emb.pos", size.positions, hidden),
        "embeddings.token_type_embeddings.weight": weights.floats(
            "emb.type", size.token_types, hidden
        ),
        "embeddings.LayerNorm.weight": weights.floats("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": weights.floats("emb.ln.b", hidden),
        # The file has no pooler, and mean pooling needs none; zeros keep transformers from warning.
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    shapes = {"fi": (size.feed_forward, hidden), "fo": (hidden, size.feed_forward)}
    for layer in range(size.layers):
        source, target = f"l{layer}.", f"encoder.layer.{layer}."
        for short, long in _LAYER_MATRICES.items():
            rows, columns = shapes.get(short, (hidden, hidden))
            matrix = weights.quantised(f"{source}{short}.w", rows, columns)
            tensors[f"{target}{long}.weight"] = matrix.dequantised()
            tensors[f"{target}{long}.bias"] = weights.floats(f"{source}{short}.b", rows)
        for short, long in _LAYER_NORMS.items():
            tensors[f"{target}{long}.weight"] = weights.floats(f"{source}{short}.w", hidden)
            tensors[f"{target}{long}.bias"] = weights.floats(f"{source}{short}.b", hidden)
    return tensors


def _configuration(weights: WeightFile, prompts: Mapping[str, str]) -> dict[str, Any]:
    """The small JSON files of the folder, by path."""
    size = weights.architecture
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": size.hidden,
            "num_hidden_layers": size.layers,
            "num_attention_heads": size.heads,
            "intermediate_size": size.feed_forward,
            "vocab_size": size.vocabulary,
            "max_position_embeddings": size.positions,
            "type_vocab_size": size.token_types,
            "layer_norm_eps": size.epsilon,
            "pad_token_id": weights.vocabulary.padding,
            "position_embedding_type": "absolute",
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": size.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
            "clean_up_tokenization_spaces": False,
            "model_input_names": ["input_ids", "attention_mask"],
        },
        "modules.json": [
            {
                "idx": index,
                "name": str(index),
                "path": path,
                "type": f"sentence_transformers.models.{kind}",
            }
            for index, (path, kind) in enumerate(
                [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
            )
        ],
        "sentence_bert_config.json": {"max_seq_length": size.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {**prompts, "document": prompts["passage"]},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": size.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "2_Normalize/config.json": {},
    }
