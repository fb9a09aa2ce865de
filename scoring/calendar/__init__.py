"""Time as the notice reckons it: periods, working days, Asia/Shanghai.

Pure; imports nothing of ours.
"""
