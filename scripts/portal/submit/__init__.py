"""提交: the pages of forms, one for each kind, made from the schemas.

``controls`` turns a form into what a template shows, ``words`` holds the sentences the pages' own
scripts say, ``pages`` makes the pages. Imports ``scripts.forms``; what is filled in stays in the
browser until it is sent.
"""
