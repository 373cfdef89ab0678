"""One run: store what is read of documents, and note what became of each article."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from ingest.article import Article
from ingest.errors import SourceError
from ingest.library import Library
from ingest.store import Prepared, content_hash, prepare, store
from ingest.sync.options import Options
from ingest.sync.report import Change, OnProgress, Outcome, Progress, Report
from ingest.sync.workers import Job, Read, Workers

# Passages that are embedded together: some seconds' work, and as much is done again after a kill.
_TOGETHER = 64


class Run:
    """What is being read and stored; `finish` it, or what waits to be stored is lost."""

    def __init__(
        self, library: Library, workers: Workers, options: Options, on_progress: OnProgress | None
    ) -> None:
        self.library = library
        self.options = options
        self._workers = workers
        self._on_progress = on_progress
        self._changes: list[Change] = []
        self._waiting: list[Prepared] = []
        # Stamps of documents whose articles are all among those waiting or stored.
        self._ended: dict[str, str] = {}
        self._named: dict[str, Collection[str]] = {}
        # Which document of this run holds an article; and those that only repeat one.
        self._taken: dict[str, str] = {}
        self._repeating: set[str] = set()

    @property
    def report(self) -> Report:
        """What became of everything so far."""
        return Report(tuple(self._changes))

    def fail(self, name: str, origin: str, error: SourceError) -> None:
        """Note that a document cannot be read."""
        self._changes.append(Change("failed", name, origin, str(error)))

    def progress(self, done: int, total: int, name: str) -> None:
        """Tell whoever waits."""
        if self._on_progress is not None:
            self._on_progress(Progress(done, total, name))

    def unchanged(self, address: str) -> None:
        """A document is as it was, and so are its articles."""
        for article_id, origin in self.library.documents.articles(address):
            self._taken.setdefault(article_id, address)
            self._note("unchanged", origin)

    def read(self, jobs: Sequence[Job], movable: dict[str, str]) -> None:
        """Read documents, and store what differs from what the library has.

        Args:
            jobs: what to read.
            movable: ids of articles that have vanished from where they were, by content hash.
        """
        seen: dict[str, set[str]] = {}
        failed: set[str] = set()
        done = 0
        for read in self._workers.read(jobs):
            address = read.job.address
            if isinstance(read.outcome, Article):
                seen.setdefault(address, set()).add(self._take(read.outcome, read, movable))
            elif isinstance(read.outcome, SourceError):
                failed.add(address)
                self.fail(read.name, read.origin or address, read.outcome)
            else:
                done += 1
                if address not in failed:
                    self._end(read.job, seen.pop(address, set()))
                self.progress(done, len(jobs), read.name)

    def _take(self, article: Article, read: Read, movable: dict[str, str]) -> str:
        """Store an article, unless the library has it as it is; returns its id there."""
        library, address = self.library, read.job.address
        article = replace(article, id=library.documents.id_for(article.origin))
        if self._taken.setdefault(article.id, address) != address:
            # Two addresses of one page: the first is enough, while it is there.
            self._repeating.add(address)
            return article.id
        hashed, stored = content_hash(library, article), library.stored_hash(article.id)
        taken = article.id
        outcome: Outcome = "added" if stored is None else "updated"
        if stored == hashed:
            outcome = "unchanged"
            if not self.options.dry_run:
                library.documents.hold(article.id, address)
        elif stored is None and hashed in movable:
            outcome, taken = "moved", movable.pop(hashed)
            self._taken[taken] = address
            if not self.options.dry_run:
                library.move(taken, article.origin, address)
        elif not self.options.dry_run:
            self._waiting.append(prepare(library, article, address))
            if sum(len(one.passages) for one in self._waiting) >= _TOGETHER:
                self.finish()
        self._changes.append(Change(outcome, read.name, article.origin))
        return taken

    def _end(self, job: Job, seen: set[str]) -> None:
        """A document was read whole: what it no longer holds has vanished."""
        self.note(job.address, "" if job.address in self._repeating else job.stamp)
        for article_id, origin in self.library.documents.articles(job.address):
            if article_id not in seen and self._taken.get(article_id) in (None, job.address):
                self._remove(article_id, origin)

    def note(self, address: str, stamp: str) -> None:
        """Store a document's stamp once all that was read before is stored."""
        self._ended[address] = stamp

    def name(self, listing: str, addresses: Collection[str]) -> None:
        """Store which documents a listing names once all that was read before is stored."""
        self._named[listing] = addresses

    def finish(self) -> None:
        """Store what is waiting, then what is to be noted of documents that are complete."""
        waiting, self._waiting = self._waiting, []
        ended, self._ended = self._ended, {}
        named, self._named = self._named, {}
        if self.options.dry_run:
            return
        if waiting:
            store(self.library, waiting)
        self.library.documents.note(ended)
        for listing, addresses in named.items():
            self.library.documents.name(listing, addresses)

    def vanish(self, address: str) -> None:
        """A document has vanished, and its articles with it, unless they were found elsewhere."""
        for article_id, origin in self.library.documents.articles(address):
            if article_id not in self._taken:
                self._remove(article_id, origin)
        if not (self.options.dry_run or self.options.keep_vanished):
            self.library.documents.forget(address)

    def _remove(self, article_id: str, origin: str) -> None:
        if not (self.options.keep_vanished or self.options.dry_run):
            self.library.remove(article_id)
        self._note("kept" if self.options.keep_vanished else "vanished", origin)

    def _note(self, outcome: Outcome, origin: str) -> None:
        self._changes.append(Change(outcome, origin.rstrip("/").rpartition("/")[2], origin))
