"""A year's records under a changed rulebook: who would win and lose, by how much, on which clause.

``setting`` reads what is to be changed, ``placing`` and ``moving`` change a rulebook's data,
``proposing`` makes usable rulebooks of it, ``differing`` says what was changed, ``comparing`` holds
two ledgers side by side (``result``), each clause with its share (``sharing``); ``screen``,
``document`` and ``page`` tell the one result three ways, in the words of ``telling``.
Nothing is written, in the repository or in its cache. Knows no terminal and no portal.
"""
