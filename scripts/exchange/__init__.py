"""Records in the files that offices work with (Word, Excel): written out, and read back.

An annual report in Word: ``annual_report`` is what the form holds, ``_docx`` draws it, ``_reading``
and ``_figures`` find it again, ``_record`` makes the files of a record. A workbook to fill in:
``sheet_layout`` says which sheets and columns, ``sheet_cells`` what one cell means,
``workbook_writing`` and ``workbook_help`` make it, ``workbook_opening`` and ``workbook_reading``
take it back, ``workbook`` makes records of it. Lists for offices: ``tables`` and ``table_files``.
Any Word file as paragraphs and tables: ``word_reading``.

Knows no terminal and no Git. What is read comes from anybody, so it goes through the checks of
``scripts.content`` before a word of it is believed.
"""
