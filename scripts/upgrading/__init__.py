"""A new release taken into a repository: what would change, and the merge.

A data repository takes the files of the release that runs (``standing``, ``planning``); a fork of
the whole program takes a release of the one it came from (``fork``). Either way the scores are
reckoned before and after (``weighing``, ``differing``), all is told (``telling``), and merged by
the gate's rules (``merging``). Neither touches a record. Knows no terminal and no page.
"""
