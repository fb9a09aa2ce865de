"""A rulebook as the annex table of a notice, in Word or Excel, and such a table as a rulebook.

``labels`` has the words that both ways share. Out: ``layout`` places the cells, ``remarks`` says
what no column holds, ``drawing`` and ``workbook`` write the file. Back: ``opening`` finds the
table in a file from anybody, ``columns`` what each column is, ``rows`` and ``growing`` the tree,
``heading`` what stands above it, ``skeleton`` the text with the places to be filled in. Imports
the engine's values, ``scripts.papers`` and the readers of ``scripts.exchange``; knows no terminal.
"""
