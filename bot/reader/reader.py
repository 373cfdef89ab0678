"""Read questions and passages together, on ONNX Runtime.

The embedding model's lower layers read question and passage apart, and a passage's states are kept
for the next question; the reader's own layers see both.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from bot.reader.reading import Reading, read_logits, without_space
from bot.reader.weights import read_weights
from ingest.model.onnx_model import OnnxModel

# Passages whose lower states are kept, in 2 bytes a value: 200 KB for 260 tokens.
_KEPT = 400


class Reader:
    """Reads passages under a question; safe to use from several threads."""

    def __init__(self, model: OnnxModel) -> None:
        """Load the reader.

        Args:
            model: the packaged embedding model, on whose lower layers the reader was trained.

        Raises:
            ReaderError: its weights are missing or damaged.
        """
        import onnxruntime  # type: ignore[import-untyped]

        from bot.reader.graph import build_graph

        weights = read_weights()
        self._model = model
        self._segments = weights["segments"]
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[NDArray[np.float16], NDArray[np.int64]]] = OrderedDict()
        options = onnxruntime.SessionOptions()
        # Pairs side by side use the cores better than one pair on all of them.
        options.intra_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            build_graph(weights), options, providers=["CPUExecutionProvider"]
        )
        self._pool = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="reader")

    def read(self, question: str, passages: Sequence[tuple[str, int]]) -> list[Reading]:
        """Read passages under a question.

        Args:
            question: the standalone question.
            passages: texts, with title and heading before the passage itself, and where it starts.

        Returns:
            A reading for each, in their order; offsets are in the texts.
        """
        asked, _ = self._model.lower_states(question, kind="query")
        asked = asked + self._segments[0]
        return list(self._pool.map(lambda one: self._read(asked, *one), passages))

    def _read(self, asked: NDArray[np.float32], text: str, start: int) -> Reading:
        states, places = self._states(text)
        together = np.concatenate([asked, states + self._segments[1]])[None]
        span, [[answered]] = self._session.run(
            None, {"states": together, "first": np.array([len(asked)])}
        )
        before = np.zeros((len(asked), 2), np.int64)
        where = np.concatenate([before, places])
        allowed = (where[:, 1] > where[:, 0]) & (where[:, 1] > start)
        return read_logits(span[0], float(answered), where, allowed)

    def _states(self, text: str) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        with self._lock:
            kept = self._kept.get(text)
            if kept is not None:
                self._kept.move_to_end(text)
        if kept is None:
            states, places = self._model.lower_states(text, kind="passage")
            kept = states.astype(np.float16), without_space(text, places)
            with self._lock:
                self._kept[text] = kept
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return kept[0].astype(np.float32), kept[1]
