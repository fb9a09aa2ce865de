"""Several counties beside each other: fetched, verified, scored, published as one comparison.

``listing`` reads which counties there are; ``task`` does one county, knowing nothing of the others;
``running`` and ``spreading`` do them all, on this machine or on many; ``storing`` joins them as
Parquet, ``comparing`` asks DuckDB, ``publishing`` writes pages and data. Needs the extra
``.[federation]``, imported where it is used; no terminal, no gate, no clock.
"""
