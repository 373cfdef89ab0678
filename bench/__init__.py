"""Measurements, run by `python -m bench`; nothing of the product imports them."""
