"""Reminders: what each unit still owes, as Markdown, and as one issue a unit on a forge.

``digest`` makes the text, ``issues`` keeps the issues. May import ``scripts.owing`` and the
interface of ``scripts.forge``; asks no rule and reads no clock.
"""
