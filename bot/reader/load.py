"""Load the reader beside a library's embedding model."""

from bot.reader.reader import Reader
from ingest.model import EmbeddingModel
from ingest.model.onnx_model import OnnxModel
from ingest.model.packaged import packaged_folder
from ingest.settings import Settings


def load_reader(model: EmbeddingModel, settings: Settings) -> Reader:
    """Load the reader; it shares the packaged model's lower layers where the library uses it.

    Args:
        model: the library's embedding model.
        settings: tell where the packaged model is, if the library uses another one.

    Raises:
        ModelError: the packaged model cannot be loaded.
        ReaderError: the reader's weights are missing or damaged.
    """
    if isinstance(model, OnnxModel):
        return Reader(model)
    return Reader(OnnxModel(packaged_folder(settings, "onnx")))
