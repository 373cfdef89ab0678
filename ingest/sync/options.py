"""How to bring the library up to date, and how a place remembers it."""

import json
from dataclasses import dataclass, field

from ingest.formats.mapping import FieldMapping


@dataclass(frozen=True, slots=True)
class Options:
    """How to bring the library up to date.

    Attributes:
        keep_vanished: leave articles in the library whose source no longer has them.
        dry_run: say what would happen, and change nothing.
        again: read documents again of which the library has no article, although they have not
            changed: such as those whose article was removed.
        mapping: where the rows of tables keep what.
    """

    keep_vanished: bool = False
    dry_run: bool = False
    again: bool = False
    mapping: FieldMapping = field(default_factory=FieldMapping)

    def kept(self) -> str:
        """Return what a place remembers, for `options_of`."""
        kept = {"keep_vanished": self.keep_vanished, "mapping": self.mapping.named()}
        return json.dumps(kept, ensure_ascii=False)


def options_of(kept: str) -> Options:
    """Return the options that a place remembers; empty for one that only ever added."""
    if not kept:
        return Options(keep_vanished=True)
    fields = json.loads(kept)
    return Options(fields["keep_vanished"], mapping=FieldMapping(**fields["mapping"]))
