"""The engine: Git history → records → rules → ledger.

It never imports from ``scripts``, never writes outside its cache, never reads the clock (time is
an argument) and never prints.
"""
