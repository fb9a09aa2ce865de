"""What records and their files hold: personal data, safe files, sums that fit, plain wording.

Asked of a record before it is accepted, by ``check`` and the gate, and once more of all that stand,
for the office to look at (``scripts.reviewing``); no score and no record's validity depends on it.
Pure functions over values and bytes: no Git, no clock, no network.
``record.check_record`` puts them together. Imports ``scoring.admission`` and below.
"""
