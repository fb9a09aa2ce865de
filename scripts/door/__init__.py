"""The door: a small web endpoint beside git http-backend, for those who have no Git.

A form's fields, a package or a workbook come in; a branch is made of them; the gate judges it as it
judges pushes; the answer is a page. ``cgi`` is what the web server calls and alone reads the
clock, ``body`` takes the request whole, ``application`` answers, ``origin`` keeps other sites out,
``form``, ``package``, ``workbook`` and ``material`` read what is sent by what is ``standing``,
``submitting`` hands it to the gate, ``quarantine`` holds it until it is found good, ``pages``,
``telling`` and ``document`` say how it went, ``switching`` and ``servers`` put the door into place.
Imports ``scoring``, ``scripts.gate`` and ``scripts.exchange``; never the portal, which does not
know of it either.
"""
