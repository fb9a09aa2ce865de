"""Telling units at once what came for them: a notice, a criticism, a finding, a ruling, a deadline.

``announcing`` says what is new and for whom, ``words`` how it is told, ``carrying`` takes it to a
unit by mail or by a program, as ``settings`` say, ``issues`` to a forge; ``job`` runs them after a
merge. Nothing of the gate depends on it: what cannot be told now is told with the next merge. The
clock is read in ``job`` alone. Knows no terminal and no page.
"""
