"""The pictures of the manuals, taken of the real pages and papers of the demo year in a browser.

Needs a Chromium (``$CHROMIUM``) and Playwright; what LibreOffice would draw is left out without it.
Imports the demo and the door, and calls commands as a user does; nothing imports it.
"""
