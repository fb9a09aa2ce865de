"""What units owe next: gathered from the rules, told as a table, as JSON, as a calendar feed.

``due`` and ``feed`` are values and text alone, so that the portal may use them; only ``gather``
asks the rules.
"""
