"""The gate: judges a branch by the rules of ``main``, merges it with a receipt, or says why not.

``branch`` reads what a branch did, ``judging`` and what it imports judge that as values,
``merging`` makes the commit, ``attempts`` keeps the log, ``receiving`` puts them in order,
``effects`` reckons what a merge changes, ``telling`` and ``document`` tell the answer. The branch
is data throughout: never checked out, never run. The clock is an argument. Imports ``scoring``,
``scripts.checking``, ``scripts.content``, ``scripts.repository`` and the words of
``scripts.scoreboard``; no terminal, no pages.
"""
