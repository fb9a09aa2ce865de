"""What the office should look at among the records received: repetitions, releases, slips.

No score depends on it. ``remark`` is a plain value that pages may show; ``gather`` finds them,
``telling`` writes them out. Imports ``scoring``, ``scripts.content`` and what writes tables.
"""
