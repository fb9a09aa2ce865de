"""A record made by hand at a terminal: set, asked for, prefilled from a deduction; then its files.

``setting`` puts ``path=value`` into data, ``asking`` asks for what is wanting through whoever can
ask, ``prefilling`` begins an appeal or a ruling, ``making`` gives the files. Knows no terminal, no
clock, no Git.
"""
