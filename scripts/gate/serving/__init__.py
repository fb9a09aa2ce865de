"""The gate on a server: a bare repository whose hooks judge, merge and answer every push.

``hooks`` is what git calls, ``pushes`` says which refs may be pushed at all, ``who`` who pushes,
``maintaining`` what a maintainer may push to ``main``, ``after_merge`` has units told and the
portal rebuilt, ``installing`` makes such a repository and ``adopting`` makes one of a repository
that is there. The clock is read in ``hooks`` alone.
"""
