"""Git as evidence: the first-parent chain, its tree, objects, seals, evidential time.

Reads only. Knows paths, modes, objects, committer dates, signatures and receipts, never what a
record says. Imports ``scoring.calendar`` and, for the strength of a time and the forms of ids,
``scoring.records.record`` and ``scoring.records.formats``.
"""
