"""Why a unit has the score it has: every deduction with clause, record, commit and time.

``account`` joins ledger, rulebook and records; ``steps`` (of ``ledger/1``) and ``sentences`` (of
``ledger/2``, with ``sums`` and ``pencil``) lead from the findings to the number; ``no_findings``
says why there are none; ``text`` tells it all. Asks no rule, and knows no terminal and no clock.
"""
