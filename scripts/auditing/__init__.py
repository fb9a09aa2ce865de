"""Re-judging every promise of the history, without trusting that the gate ever ran.

What is found are values (``finding``), made by functions of commits and records; ``reading``,
``replaying``, ``attempts`` and ``state`` read the repository, ``audit`` puts all of it in order.
Imports ``scoring``, the values of ``scripts.gate`` (the log of attempts, names of paths) and
``scripts.checkpoints``; it runs no gate and writes nothing.
"""
