"""Measurements: `python -m bench retrieval`, `answers` and `ask`. Nothing at run time imports it."""
