"""Which model the reader goes on from."""

from pathlib import Path

from bot.reader.load import load_reader
from ingest.model import load_model
from ingest.settings import Settings
from tests.random_model import write_random_model


def test_a_library_of_another_model_is_read_all_the_same(
    prepared: Settings, tmp_path: Path
) -> None:
    folder = write_random_model(tmp_path, ["a", "b"], seed=1, positions=24, query_prompt="")
    settings = Settings(home=prepared.home, embedding_model=str(folder))

    reader = load_reader(load_model(settings), settings)

    text = "It rained. The factory employs 850 people."
    [reading] = reader.read("How many people work in the factory?", [(text, 0)])
    assert "850" in text[slice(*reading.span)]
