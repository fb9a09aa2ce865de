"""A new release taken into a repository: what would change, and the merge.

A data repository takes the files of the release that runs; a fork of the whole program takes a
release of the one it came from. Neither touches a record.
"""
