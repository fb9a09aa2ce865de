"""The annual report's official form (国办公开办函〔2021〕30号): its fields, its sums, its print.

``fields`` has the printed words, ``figures`` the one place where sums are made, ``naming`` what a
figure is called, ``printed`` the tables as cells; ``city`` adds up many reports, ``sheets`` and
``workbook`` put them into CSV and Excel. Pages and Word files draw the same cells elsewhere. Knows
no terminal, no Git and no page.
"""
