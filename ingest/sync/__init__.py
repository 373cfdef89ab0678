"""Bring the library to what its sources now hold: files, folders, web addresses, uploads.

What is new is added, what changed is updated, what is unchanged is left alone, what was moved keeps
its id, and what vanished goes. Where a source cannot be looked at, or one of its files cannot be
read, what the library has of it stays. A run that was stopped leaves every article old or new, and
the next run completes it.
"""

from ingest.sync.options import Options
from ingest.sync.places import sync_addresses, sync_paths, sync_places, sync_sources
from ingest.sync.report import Change, OnProgress, Outcome, Progress, Report

__all__ = [
    "Change",
    "OnProgress",
    "Options",
    "Outcome",
    "Progress",
    "Report",
    "sync_addresses",
    "sync_paths",
    "sync_places",
    "sync_sources",
]
