"""The packaged model on ONNX Runtime: starts quickly, needs no torch."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ingest.errors import ModelError
from ingest.model.base import EmbeddingModel, Kind, Vectors, encodable
from ingest.model.packaged import (
    FINGERPRINT,
    MAX_TOKENS,
    NAME,
    POSITIONS,
    PROMPTS,
    STATES,
    TOKEN_IDS,
)

_DIMENSION = 384


class OnnxModel(EmbeddingModel):
    """multilingual-e5-small in 4 bits.

    Texts are run one at a time: on a CPU that is as fast as a batch, and a text's vector does not
    depend on what it is embedded together with.
    """

    def __init__(self, folder: Path) -> None:
        """Load the prepared `folder`.

        Raises:
            ModelError: ONNX Runtime cannot run the model on this machine.
        """
        # Loaded here, since they take a second that only this backend should cost.
        import onnxruntime  # type: ignore[import-untyped]
        from onnxruntime.capi import (  # type: ignore[import-untyped]
            onnxruntime_pybind11_state as broken,
        )
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = os.cpu_count() or 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False
        try:
            self._lower, self._upper = (
                onnxruntime.InferenceSession(
                    folder / name, options, providers=["CPUExecutionProvider"]
                )
                for name in ("lower.onnx", "upper.onnx")
            )
        except (
            broken.Fail,
            broken.InvalidArgument,
            broken.InvalidGraph,
            broken.InvalidProtobuf,
            broken.NoSuchFile,
            broken.NotImplemented,
            broken.RuntimeException,
        ) as error:
            raise ModelError(
                f"ONNX Runtime cannot load the embedding model: {error}",
                "Set WENYUAN_EMBEDDING_BACKEND=torch.",
            ) from error
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.name = NAME
        self.fingerprint = FINGERPRINT
        self.dimension = _DIMENSION
        self.max_tokens = MAX_TOKENS

    def embed_arrays(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        """See `EmbeddingModel.embed_arrays`."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            states, _ = self.lower_states(text, kind=kind)
            [[vectors[row]]] = self._upper.run(None, {STATES: states[None]})
        return vectors

    def lower_states(self, text: str, *, kind: Kind) -> tuple[Vectors, list[tuple[int, int]]]:
        """Run a text through the embeddings and lower layers alone.

        Returns:
            The states, float32 `(tokens, dimension)`, and each token's start and end in `text`;
            those of the prompt and of special tokens are empty.
        """
        prompt = PROMPTS[kind]
        encoding = self._tokenizer.encode(prompt + encodable(text))
        ids, offsets = encoding.ids, encoding.offsets
        if len(ids) > POSITIONS:
            ids = [*ids[: POSITIONS - 1], ids[-1]]
            offsets = [*offsets[: POSITIONS - 1], offsets[-1]]
        [[states]] = self._lower.run(None, {TOKEN_IDS: np.array([ids])})
        return states, [(max(0, a - len(prompt)), max(0, b - len(prompt))) for a, b in offsets]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See `EmbeddingModel.count_tokens`."""
        encodings = self._tokenizer.encode_batch(
            [encodable(text) for text in texts], add_special_tokens=False
        )
        return [len(encoding) for encoding in encodings]

    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """See `EmbeddingModel.token_offsets`."""
        return self._tokenizer.encode(encodable(text), add_special_tokens=False).offsets
