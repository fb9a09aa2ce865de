"""The benchmark: synthetic repositories, and what each job on them costs against its floor.

    make bench                       10,000 submissions, under ten minutes
    make bench-full                  100,000 submissions too
    python -m scripts.bench.content  the content checks, on the demo year

Times differ from machine to machine, ratios of one run hardly do, so the ratios are what to
compare. Imports what makes repositories (``scripts.repository``, ``scripts.demo``) and, in
``content``, what it measures; only ``scripts.bench_federation`` imports it, which stands outside
because no other folder may import ``scripts.federating``.
"""
