"""The reader: reads a question and a passage together, and says whether and where it answers.

Nothing is imported here: an answer holds readings, and showing one must not load a model.
"""
