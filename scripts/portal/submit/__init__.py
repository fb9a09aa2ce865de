"""提交: the pages of forms, one for each kind, made from the schemas.

``parts`` are what a template shows of a form, ``controls`` and ``grids`` make them of its fields,
``words`` holds the sentences that the pages' own scripts say, ``pages`` makes the pages. Imports
``scripts.forms``; what is filled in stays in the browser until it is sent.
"""
