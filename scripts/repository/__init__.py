"""Making repositories: what the first commit holds, how commits are written, where they go.

May import ``scoring`` and ``scripts.data_repository``; knows no terminal and no clock.
"""
