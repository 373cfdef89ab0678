"""Load the embedding model that the settings name."""

from pathlib import Path

from ingest.errors import ModelError, SettingsError
from ingest.model.base import EmbeddingModel
from ingest.model.packaged import FINGERPRINT, NAME, packaged_folder
from ingest.settings import PACKAGED_MODEL, Settings

# Weights as safetensors only: the older format is a pickle, which runs code when it is read.
_WANTED = ["*.json", "*.txt", "*.model", "*.safetensors"]
_UNWANTED = ["onnx/*", "openvino/*"]


def load_model(settings: Settings) -> EmbeddingModel:
    """The model, ready to embed; prepared first where that has not been done.

    Raises:
        SettingsError: the ONNX backend is asked to run another model than the packaged one.
        ModelError: the model is missing, damaged or does not load.
    """
    folder = prepare_model(settings)
    if settings.embedding_model != PACKAGED_MODEL:
        from ingest.model.torch_model import TorchModel

        return TorchModel(folder, settings.embedding_model)
    if settings.embedding_backend == "torch":
        from ingest.model.torch_model import TorchModel

        return TorchModel(folder, NAME, FINGERPRINT)
    from ingest.model.onnx_model import OnnxModel

    return OnnxModel(folder)


def prepare_model(settings: Settings) -> Path:
    """Make the model ready on disk, which may take seconds or a download; once, then it returns.

    Returns:
        The folder that the model is loaded from.

    Raises:
        SettingsError: the ONNX backend is asked to run another model than the packaged one.
        ModelError: the model cannot be had.
    """
    name = settings.embedding_model
    if name == PACKAGED_MODEL:
        return packaged_folder(
            settings, "torch" if settings.embedding_backend == "torch" else "onnx"
        )
    if settings.embedding_backend == "onnx":
        raise SettingsError(
            f"The ONNX backend runs only the packaged embedding model, not {name}.",
            "Unset WENYUAN_EMBEDDING_BACKEND or WENYUAN_EMBEDDING_MODEL.",
        )
    folder = Path(name).expanduser()
    return folder if folder.is_dir() else _downloaded(name)


def _downloaded(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        return Path(snapshot_download(name, allow_patterns=_WANTED, ignore_patterns=_UNWANTED))
    except (HfHubHTTPError, HFValidationError, OSError) as error:
        raise ModelError(
            f"The embedding model {name} is neither a folder nor could it be downloaded: {error}",
            "Correct WENYUAN_EMBEDDING_MODEL, or unset it to use the packaged model.",
        ) from error
