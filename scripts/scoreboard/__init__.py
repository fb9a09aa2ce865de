"""The ledger as scoreboards: ranked, as a table, as CSV, as a workbook.

Imports the ledger, the rulebook's texts and the messages only, so that the portal may use it too.
"""
