"""``gongkai export …``: one file for each document that is written, with its ``command``.

``request`` has what the tables share, ``finding`` which annual report is meant.
"""
