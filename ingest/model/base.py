"""What an embedding model can do, whichever way it is computed."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

Kind = Literal["query", "passage"]
Vectors = npt.NDArray[np.float32]


class EmbeddingModel(Embeddings, ABC):
    """Turns text into vectors of unit length; similar meanings have a cosine near 1.

    Also a LangChain `Embeddings`. Safe to use from several threads.

    Attributes:
        name: what the model is called on the page and in the library.
        fingerprint: hexadecimal digits; two models with the same one give vectors that may be
            compared with each other.
        dimension: length of a vector.
        max_tokens: the longest text, as `count_tokens` counts, that is read to its end.
    """

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int

    @abstractmethod
    def embed_arrays(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        """Embed texts, as questions or as passages (the model is told which).

        What does not fit into `max_tokens` is not read. Returns float32 `(len(texts), dimension)`,
        rows of unit length in the order of `texts`.
        """

    @abstractmethod
    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, without prompt and special tokens."""

    @abstractmethod
    def token_offsets(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each token in `text`, in characters; both ascend.

        A character that is several tokens is the slice of each of them.
        """

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed passages, for LangChain; `embed_arrays` is the same without the lists."""
        vectors: list[list[float]] = self.embed_arrays(texts, kind="passage").tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Embed a question, for LangChain."""
        vector: list[float] = self.embed_arrays([text], kind="query")[0].tolist()
        return vector


def encodable(text: str) -> str:
    """`text` with lone surrogates, which no tokenizer takes, replaced one by one by `?`."""
    return text.encode("utf-8", "replace").decode("utf-8")
