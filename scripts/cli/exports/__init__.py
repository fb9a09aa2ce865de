"""``gongkai export …``: one file for each document that is written, with its ``command``."""
