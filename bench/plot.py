"""Draw the curves of the results as SVG.

Knows points and names; knows nothing of what they mean.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.errors import BenchError
from bench.selective import Point

# Told apart by those who see few colours too: Okabe and Ito 2008.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
_DASHES = ("", "7,4", "2,3")
_SIZE = {"width": 760, "height": 560}


def draw(
    path: Path, title: str, axes: tuple[str, str], curves: Mapping[str, Sequence[Point]]
) -> None:
    """Draw curves of shares (0 to 1) over shares.

    Args:
        path: the SVG file to write.
        title: what the plot shows.
        axes: what goes to the right, and what goes up.
        curves: the points of each curve, by its name.

    Raises:
        BenchError: pygal is not installed.
    """
    try:
        import pygal  # type: ignore[import-untyped]
        from pygal.style import Style  # type: ignore[import-untyped]
    except ImportError as error:
        raise BenchError(
            "Pygal is not installed, and it draws the plots.",
            "Run: pip install -r requirements-test.txt",
        ) from error
    style = Style(
        background="white",
        plot_background="white",
        font_family="sans-serif",
        colors=_COLOURS,
        guide_stroke_color="#dddddd",
        guide_stroke_dasharray="0",
        major_guide_stroke_color="#bbbbbb",
        major_guide_stroke_dasharray="0",
        stroke_width="2",
    )
    chart = pygal.XY(
        style=style,
        js=[],
        no_prefix=True,
        title=title,
        x_title=axes[0],
        y_title=axes[1],
        range=(0, 1),
        show_dots=False,
        show_x_guides=True,
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        truncate_legend=-1,
        **_SIZE,
    )
    for number, (name, points) in enumerate(curves.items()):
        dashes = _DASHES[number // len(_COLOURS) % len(_DASHES)]
        chart.add(name, list(points), stroke_style={"dasharray": dashes})
    chart.add_xml_filter(_bare)
    path.write_bytes(chart.render(is_unicode=False))


def _bare(root: Any) -> Any:
    """Leave out what changes from day to day, and what a page that shows it would not run."""
    for element in list(root.iter()):
        # A comment's tag is a function.
        if callable(element.tag) or element.tag == "script":
            element.getparent().remove(element)
    return root
