"""Everything that can go wrong while answering, on the root of `ingest/errors.py`.

WenyuanError
└── AnswerError          a question cannot be answered as asked
    ├── EndpointError    the language model's endpoint failed
    ├── PromptError      a prompt file is missing, or its slots are not those it needs
    └── ReaderError      the reader's weights cannot be loaded
"""

from ingest.errors import WenyuanError


class AnswerError(WenyuanError):
    """A question cannot be answered as asked."""


class EndpointError(AnswerError):
    """The language model's endpoint failed: unreachable, refused, broken or too slow."""


class PromptError(AnswerError):
    """A prompt file is missing, or its slots are not those it needs."""


class ReaderError(AnswerError):
    """The reader's weights are missing or damaged."""
