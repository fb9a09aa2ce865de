"""The picture of the scoreboards in the README, drawn from a ledger.

``drawing`` is the picture as a function of values; ``python -m scripts.picture`` (``make picture``)
draws it from the demo year. Drawing imports the ledger and its boards only.
"""
