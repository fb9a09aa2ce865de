"""What is wrong or odd with a rulebook beyond its form, with what to write instead.

``linting`` puts the others together. They read a rulebook, the schemas and the registry, and judge
no unit by it. Imports ``scoring`` but its history, and ``scripts.nearest``.
"""
