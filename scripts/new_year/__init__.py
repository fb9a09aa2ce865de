"""Opening the next assessment year: its rulebooks from last year's, and what is still open there.

Knows no terminal; writes only what the caller asks it to.
"""
