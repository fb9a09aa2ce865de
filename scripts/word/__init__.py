"""Word files of ours: laid out as 党政机关公文格式 (GB/T 9704-2012) asks, the same bytes each time.

``blocks`` is what a document is made of, ``standard`` has the measures, ``parts`` the styles and
whatever is the same in every file, ``writing`` makes the file. What a document says is decided by
those who call: ``scripts.papers``, ``scripts.annex``, ``scripts.exchange``, ``scripts.demo``.
Imports nothing of the engine. Files from others are read in ``scripts.exchange``.
"""
