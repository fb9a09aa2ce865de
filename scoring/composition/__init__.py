"""From what rules found to what it costs: rulings, ``once_with``, caps, charges, status.

Imports rules, records and the ledger's values; knows no Git and no rule kind.
"""
