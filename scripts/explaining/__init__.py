"""Why a unit has the score it has: every deduction with clause, record, commit and time.

``account`` and ``reckoning`` make values from ledger, rulebook and records; ``text`` tells them.
"""
