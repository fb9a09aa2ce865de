"""A year as one archive for the files: history, ledger, checkpoint, rulebooks, a summary to print.

The same head, year and moment give the same archive. Imports ``scoring``, ``scripts.checkpoints``,
``scripts.repository`` and ``scripts.scoreboard``.
"""
