"""Everything that can go wrong on the way into the library.

    WenyuanError
    ├── SettingsError        a setting has a value that cannot be used
    ├── SourceError          a file or folder cannot be read as an article
    ├── ModelError           the embedding model is missing, damaged or does not load
    │   └── ModelMismatch    the library was embedded with another model
    └── LibraryError         the library on disk cannot be used
        ├── LibraryBusy      another process has been writing for too long
        ├── IndexDamaged     the vector index must be made again from the database
        └── ArticleMissing   no article has this id

The errors of answering hang on the same root, in `bot/errors.py`.
"""


class WenyuanError(Exception):
    """What a user is told: one sentence on what is wrong, one on what to do next.

    Args:
        problem: one sentence that names the thing that went wrong.
        remedy: one sentence that says what to do next.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy


class SettingsError(WenyuanError):
    """A setting has a value that cannot be used."""


class SourceError(WenyuanError):
    """A file or folder cannot be read as an article."""


class ModelError(WenyuanError):
    """The embedding model is missing, damaged or does not load."""


class ModelMismatch(ModelError):
    """The library was embedded with another model than the one that is configured."""


class LibraryError(WenyuanError):
    """The library on disk cannot be used."""


class LibraryBusy(LibraryError):
    """Another process has held the library's write lock for too long."""


class IndexDamaged(LibraryError):
    """The vector index is missing or cannot be read; the database has all it is made from."""


class ArticleMissing(LibraryError):
    """No article in the library has this id."""
