"""The page's look: ink on paper, one red, and the fonts that the reader's system has.

Fonts are plain names: Gradio's own default would be loaded from the network where it is missing.
"""

import gradio as gr

SANS = (
    "system-ui",
    "-apple-system",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "sans-serif",
)
MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")


def own_html(value: str, elem_id: str, js_on_load: str | None = None) -> gr.HTML:
    """An HTML component that has none of Gradio's styles, so that `style.css` decides."""
    return gr.HTML(value, elem_id=elem_id, js_on_load=js_on_load, apply_default_css=False)


def wenyuan_theme() -> gr.themes.Base:
    """The theme; everything that is not a colour, a font or a corner is in `style.css`."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.red,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_sm,
        font=list(SANS),
        font_mono=list(MONO),
    ).set(
        body_background_fill="#faf8f3",
        body_background_fill_dark="#171614",
        body_text_color="#22201c",
        body_text_color_dark="#e9e5dc",
        body_text_color_subdued="#6b655a",
        body_text_color_subdued_dark="#a8a193",
        background_fill_primary="#fffdf8",
        background_fill_primary_dark="#1f1d1a",
        background_fill_secondary="#f3efe6",
        background_fill_secondary_dark="#262420",
        border_color_primary="#ddd6c8",
        border_color_primary_dark="#3b3832",
        block_background_fill="#fffdf8",
        block_background_fill_dark="#1f1d1a",
        input_background_fill="#fffdf8",
        input_background_fill_dark="#1f1d1a",
        button_primary_background_fill="#9b2c1f",
        button_primary_background_fill_hover="#7f2217",
        button_primary_background_fill_dark="#9b2c1f",
        button_primary_background_fill_hover_dark="#b53c2d",
        button_primary_text_color="#ffffff",
        link_text_color="#9b2c1f",
        link_text_color_dark="#f0947f",
        link_text_color_visited="#9b2c1f",
        link_text_color_visited_dark="#f0947f",
        link_text_color_hover="#7f2217",
        link_text_color_hover_dark="#ffb3a3",
        color_accent="#9b2c1f",
    )
