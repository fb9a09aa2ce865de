"""``gongkai rulebook``: one file for each of its commands."""
