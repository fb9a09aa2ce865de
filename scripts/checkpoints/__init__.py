"""Checkpoints: what ``main`` was when it was published, chained and signed.

A head once published must stay on the chain; a saved checkpoint is what an auditor holds the
history against. Imports ``scoring``, ``scripts.repository`` and the log of
attempts of ``scripts.gate``.
"""
