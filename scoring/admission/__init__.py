"""Which records are valid: what came in, held against the state it came in upon.

Validity is as of the day of acceptance: the schemas, the registry and the rulebooks of the merge's
first parent decide, so that no later change of them invalidates what was accepted. Here live also
the checks that only the gate and ``check`` make of a record (``references`` and what it calls).
Imports ``scoring.cache``, ``scoring.calendar``, ``scoring.history``, ``scoring.records`` and
``scoring.rulebook``.
"""
