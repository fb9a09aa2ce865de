"""The gate on a server: a bare repository whose hooks judge, merge and answer every push.

``hooks`` is what git calls, ``pushes`` says which refs may be pushed at all, ``who`` who pushes,
``maintaining`` what a maintainer may push to ``main``, ``publishing`` asks for the portal to be
rebuilt after a merge, ``installing`` makes such a repository. The clock is read in ``hooks`` alone.
"""
