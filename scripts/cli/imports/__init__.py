"""``gongkai import``: one file for each type of file that is read, with its ``records``."""
