"""``gongkai rulebook …``: one file for each of its commands.

``finding`` says which rulebook is meant.
"""
