"""``check``: which files to check, checking them, telling what was found. Each knows no other.

``selection`` names files, ``checker`` judges them, ``reporters`` turn problems into text, JSON or
a forge's annotations.
"""
