"""The gate behind a forge: its event read, refs fetched and pushed, the verdict told there.

``event`` reads the event as a value, ``remote`` moves refs, ``receiving`` runs the gate between
the two, ``comment`` and ``api`` tell the verdict, ``publishing`` makes checkpoint and site. All of
it runs by hand too, with an event's file. Imports ``scripts.gate``, which knows no forge.
"""
