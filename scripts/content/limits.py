"""How much of a file is looked at, in one place. Files come from anybody and may be made to choke.

Attachments as such may have ``scoring.admission.situation.ATTACHMENT_LIMIT`` bytes.
"""

MIB = 1024 * 1024

MAX_PARTS = 5_000
"""Entries of a Word or Excel file."""

MAX_UNPACKED = 256 * MIB
"""Bytes of all its entries together, unpacked."""

MAX_RATIO, RATIO_FROM = 200, 16 * MIB
"""How often larger than the file its entries may be, once they have this many bytes."""

MAX_PART_READ = 16 * MIB
"""Bytes of one part of it that is read as XML."""

MAX_TEXT = 4 * MIB
"""Characters of text that are read out of one file."""

MAX_DEPTH = 1_000
"""Levels of nesting followed in XML."""

MAX_PAGES = 500
"""Pages of a PDF whose text is read."""

MAX_OBJECTS = 200_000
"""Objects of a PDF."""

MAX_STREAM = 8 * MIB
"""Bytes of one stream of a PDF, unpacked."""

MAX_PAGE_BYTES = 32 * MIB
"""Bytes of all pages of a PDF together, unpacked."""

MAX_PIXELS = 80_000_000
"""Pixels of a photo; those of any telephone but the largest are well below."""

MAX_FLAWS = 20
"""Flaws of one code told of one text: who has that many needs no more."""

# --- what the door takes in one request ----------------------------------------------------------

MAX_REQUEST = 256 * MIB
"""Bytes of one request, files included."""

MAX_FIELDS = 60
"""Fields of a form: the most attachments a record may have, and its own."""

MAX_FIELD_TEXT = 256 * 1024
"""Bytes of all fields of a form that are no files: a record with room to spare."""

MAX_PACKAGE_FILES = 600
"""Files of a package of records."""

MAX_PACKAGE = 512 * MIB
"""Bytes of all its files together, unpacked."""
