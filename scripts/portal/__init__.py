"""The portal: ledger, records and texts of rulebooks in, a folder of pages out.

``input`` is all it may know; builders turn that into page data (pure), ``render`` turns page data
into source pages, ``build`` lets MkDocs make the site. Imports ``scoring.ledger``,
``scoring.records``, ``scoring.rulebook``, ``scoring.calendar`` and ``scoring.messages``; never Git
and never a rule.
"""
