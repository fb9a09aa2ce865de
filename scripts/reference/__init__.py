"""``docs/records.md``, the reference of all kinds of record, written from their schemas.

``fields`` turns a schema into tables of fields, ``phrases`` says forms, writers and conditions in
Chinese, ``page`` makes the page. ``python -m scripts.reference`` (``make reference``) writes it.
Imports ``scoring.records``, ``scripts.forms.conditions`` and the YAML writer.
"""
