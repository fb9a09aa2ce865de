"""The ledger as scoreboards: ranked, as a table, as CSV, as a workbook.

Imports ``scoring.ledger`` and ``scoring.messages`` only, so that the portal may use it too.
"""
