"""Answering: reads the library, never writes an article."""
