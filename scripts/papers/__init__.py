"""The office's papers: the quarterly circular with its drafts of records, a unit's result letter.

``source`` gathers the year as it stood, ``quarter`` what was lost in three months of it;
``circular``, ``letter`` and ``drafts`` say it. How a paper looks is decided in ``scripts.word``.
May import the engine's values, ``scripts.explaining`` and ``scripts.scoreboard``; knows no terminal
and no clock.
"""
