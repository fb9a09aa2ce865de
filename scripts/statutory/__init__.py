"""The annual report's official form (国办公开办函〔2021〕30号): its fields, its sums, its print.

Pages, Word files and workbooks are three renderings of it. Knows no terminal, no Git and no format.
"""
