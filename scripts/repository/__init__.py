"""Making repositories: what the first commit holds, how commits are written, where they go.

May import ``scoring``, ``scripts.data_repository``, ``scripts.engine_pin`` and
``scripts.product``; knows no terminal and no clock.
"""
