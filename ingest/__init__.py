"""The library of articles and everything that fills it. Knows nothing of answering."""
