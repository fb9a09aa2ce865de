"""The ledger: what every unit has, lost and why; values and their exact JSON. Knows no rule."""
