"""Records in the files that offices work with (Word, Excel): written out, and read back.

Knows no terminal and no Git. What is read comes from anybody, so it goes through the checks of
``scripts.content`` before a word of it is believed.
"""
