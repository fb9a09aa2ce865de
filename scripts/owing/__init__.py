"""What units owe next: gathered from the rules, told as a table, as JSON, as a calendar feed.

Only ``gather`` asks the rules; ``due`` is a value, ``sentences``, ``tables`` and ``feed`` are texts
made from it, which the portal may use.
"""
