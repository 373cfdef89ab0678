"""Write the trained reader as it ships: 8 bits a value, as safetensors."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file

from bot.reader.weights import FILE, MATRICES, SCALE, quantised


def export(checkpoint: Path, path: Path = FILE) -> None:
    """Round the averaged weights of a checkpoint and write them.

    Args:
        checkpoint: what `training.fit` saves.
        path: the file that ships.
    """
    state = torch.load(checkpoint, weights_only=True)["averaged"]
    tensors: dict[str, NDArray[np.float32] | NDArray[np.int8]] = {}
    for name, tensor in state.items():
        values = tensor.float().numpy()
        if name.endswith(tuple(f".{matrix}.weight" for matrix in MATRICES)):
            tensors[name], tensors[f"{name}{SCALE}"] = quantised(values)
        else:
            tensors[name] = values
    save_file(tensors, path)
