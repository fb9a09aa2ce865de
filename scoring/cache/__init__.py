"""What the engine may forget: results kept beside the objects they follow from, never trusted over
them.

One SQLite file under the repository's git folder, the only place where the engine writes. Every
entry carries a checksum bound to what it was made from and by; what does not agree, or cannot be
read, is as if it were not there. Knows bytes and names, not what they mean. Imports nothing of the
engine but its version.
"""
