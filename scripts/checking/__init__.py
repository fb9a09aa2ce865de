"""``check``: which files to check, checking them, telling what was found. Each knows no other.

``selection`` names files, ``source`` reads them, ``checker`` judges them by ``rules``,
``reporters`` turn problems into text, JSON or a forge's annotations. Imports ``scoring`` and
``scripts.content``.
"""
