"""Opening the next assessment year: its rulebooks from last year's, and what is still open there.

``moving`` edits a rulebook's text, ``pending`` finds what is open, ``opening`` plans and writes,
``telling`` says it. Knows no terminal; writes only what the caller asks it to.
"""
