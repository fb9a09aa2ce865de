"""The benchmark: synthetic repositories, and what each job on them costs against its floor.

    make bench        10,000 submissions, under ten minutes
    make bench-full   100,000 submissions too

Times differ from machine to machine, ratios of one run hardly do, so the ratios are what to
compare. Imports what makes repositories (``scripts.repository``, ``scripts.demo``); nothing
imports it.
"""
