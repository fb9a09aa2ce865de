"""Git as evidence: the first-parent chain, the tree replayed along it, objects, evidential time.

Reads only. Knows paths, modes, objects and committer dates, never what a record says.
Imports ``scoring.calendar``, ``scoring.errors`` and, for the strength of a time,
``scoring.records.record``.
"""
