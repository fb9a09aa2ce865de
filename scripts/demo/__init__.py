"""The demo year: a synthetic 2023 of every assessed unit, the same on every machine.

What happens stands in ``year/`` as data: ``year.yml`` says who departs from the rules and how,
``records.yml`` holds single records word for word, ``cases.yml`` says which unit shows what (tests
and the demo's own README point at these), the other files are material for the ordinary ones.

``plan`` sets the ``stage`` and plays the parts of the year (``news``, ``yearly``, ``reports``, …),
each of which hands its records in at the ``desk``; ``history`` makes commits of them, ``sealing``
has the keys, ``making`` the repository. Chance is in ``dice`` alone. Knows no terminal, no clock.
"""
