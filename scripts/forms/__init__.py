"""A kind's schema as a form, for whoever asks people: web page, workbook, prompts.

``model`` is the form as a tree, which ``reading`` reads out of a schema; it knows nothing of HTML,
Excel or terminals. ``conditions`` is what it asks depending on what was filled in, ``tables`` the
figures that are entered as a grid; ``building`` makes the record's text, name and attachment
entries. Imports ``scoring.records``, ``scoring.admission``'s word on who writes what, and the YAML
writer.
"""
