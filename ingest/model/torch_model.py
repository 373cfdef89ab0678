"""Any sentence-transformers model, from a folder."""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from ingest.errors import ModelError
from ingest.model.base import EmbeddingModel, Kind, Vectors, encodable

# Small: on a CPU, long batches cost more a passage than short ones (257 tokens, 2 cores:
# 169 CPU ms in eights, 257 in 96s).
_BATCH = 8


class TorchModel(EmbeddingModel):
    """A model that sentence-transformers runs, prompts as its own configuration says."""

    def __init__(self, folder: Path, name: str, fingerprint: str = "") -> None:
        """Load `folder`, which must hold everything: nothing is downloaded.

        Args:
            folder: a sentence-transformers folder.
            name: what the model is called.
            fingerprint: the model's; computed from its weights where it is empty.

        Raises:
            ModelError: the folder is no model that sentence-transformers can load.
        """
        # Read when huggingface_hub is imported; without it, a local folder still asks the hub.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        # Loaded here, since they take seconds that only this backend should cost.
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        # A tokenizer's truncation is a state that embedding and counting set differently.
        self._lock = Lock()
        self.name = name
        try:
            self._model: Any = SentenceTransformer(
                str(folder), device="cpu", local_files_only=True, trust_remote_code=False
            )
            self._tokenizer: Any = self._model.tokenizer
            self.dimension = self._model.encode(["text"], show_progress_bar=False).shape[1]
            self.max_tokens = self._readable_tokens()
        except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
            raise ModelError(
                f"{name} is no embedding model that sentence-transformers can load: {error}",
                "Set WENYUAN_EMBEDDING_MODEL to another name or folder, or unset it.",
            ) from error
        self.fingerprint = fingerprint or self._computed_fingerprint()

    def embed_arrays(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        """See `EmbeddingModel.embed_arrays`."""
        encode = self._model.encode_query if kind == "query" else self._model.encode_document
        with self._lock:
            vectors = encode(
                [encodable(text) for text in texts],
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, np.float32).reshape(len(texts), self.dimension)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See `EmbeddingModel.count_tokens`."""
        return [len(self.token_offsets(text)) for text in texts]

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """See `EmbeddingModel.token_offsets`."""
        with self._lock:
            encoding = self._tokenizer(
                encodable(text),
                add_special_tokens=False,
                truncation=False,
                return_offsets_mapping=True,
                verbose=False,  # a text longer than the model reads is expected
            )
        return [(start, end) for start, end in encoding["offset_mapping"]]

    def _readable_tokens(self) -> int:
        prompts = [len(self.token_offsets(prompt)) for prompt in self._model.prompts.values()]
        special: int = self._tokenizer.num_special_tokens_to_add()
        # One more: a prompt's trailing space is a token of its own before Chinese.
        longest = int(self._model.max_seq_length or self._tokenizer.model_max_length)
        return longest - special - max(prompts, default=0) - 1

    def _computed_fingerprint(self) -> str:
        """Hash of the layers, the weights, the vocabulary and the prompts."""
        import torch

        digest = hashlib.sha256(str(self._model).encode())
        digest.update(json.dumps(self._model.prompts, sort_keys=True).encode())
        digest.update(json.dumps(self._tokenizer.get_vocab(), sort_keys=True).encode())
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.contiguous().view(-1).view(torch.uint8).numpy())
        return digest.hexdigest()
