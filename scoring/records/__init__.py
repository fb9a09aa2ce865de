"""Records as values: their text, schemas, the registry, chains of corrections, what is seen when.

Pure: knows no Git. Imports ``scoring.calendar`` only.
"""
