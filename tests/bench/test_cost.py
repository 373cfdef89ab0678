from pathlib import Path

from bench.cost import Cost, Stopwatch, shipped_bytes, tables


def burn() -> int:
    return sum(range(2_000_000))


def test_a_stage_has_the_time_of_what_it_calls_and_counts_once() -> None:
    stopwatch = Stopwatch()
    embed = stopwatch.timed("embed", burn)
    sentences = stopwatch.timed("sentences", lambda: embed() + embed())

    assert sentences() == 2 * burn()

    assert stopwatch.seconds["sentences"] > 0
    assert stopwatch.seconds["embed"] == 0
    embed()
    assert 0 < stopwatch.seconds["embed"] < stopwatch.seconds["sentences"]


def test_the_reader_is_taken_off_and_what_no_stage_has_is_the_rest() -> None:
    stages = {"embed": 0.01, "dense": 0.02, "lexical": 0.0, "evidence": 0.0, "rerank": 0.2,
              "sentences": 0.03, "gate": 0.0}  # fmt: skip
    cost = Cost(
        set="s", corpus="c", cpu_seconds=(0.2, 0.4), stages=stages, peak=500_000_000, weights=11
    )

    [times, sizes] = tables([cost])

    row = dict(zip(times.header, times.rows[0], strict=True))
    assert (row["n"], row["mean"], row["without reader"], row["rest"]) == ("2", "300", "100", "40")
    assert sizes.rows[0] == ("most memory held", "500")


def test_what_ships_is_all_but_the_code(tmp_path: Path) -> None:
    (tmp_path / "reader.py").write_text("pass", encoding="utf-8")
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "a.bin").write_bytes(b"12345")

    assert shipped_bytes(tmp_path) == 5
