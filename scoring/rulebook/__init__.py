"""A rulebook as a typed tree, parsed from its data. Judges nothing; imports nothing of ours."""
