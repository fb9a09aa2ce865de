"""The office's papers as Word files: the quarterly circular, a unit's result letter.

``standard`` has the measures of 党政机关公文格式 (GB/T 9704-2012), ``blocks`` what a paper is made
of, ``word`` and ``parts`` write it; ``circular``, ``letter`` and ``drafts`` say what stands in it.
May import the engine's values and ``scripts.explaining``; knows no terminal and no clock.
"""
