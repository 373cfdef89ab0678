"""The web page: the only part of the project that knows Gradio."""
