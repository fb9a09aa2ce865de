"""Re-judging every promise of the history, without trusting that the gate ever ran.

What is found are values (``finding.py``), made by functions of commits and records; only
``state.py`` and ``audit.py`` touch a repository. Imports ``scoring`` and ``scripts.checkpoints``.
"""
