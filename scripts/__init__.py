"""The command line ``gongkai`` and the jobs behind it: checking, the demo year, the portal.

Everything that touches a terminal, a clock, the network or files outside the engine's cache stands
here. May import ``scoring``; nothing in ``scoring`` may import this.
"""
