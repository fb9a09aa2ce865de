"""Measures of 党政机关公文格式 (GB/T 9704-2012), in the units that Word files use.

A twip is a twentieth of a point. The text area follows from paper and margins (5.2.1): 156 mm by
225 mm, 22 lines of 28 characters (5.2.3); a character cell is a little narrower than the type.
"""

from decimal import Decimal

_TWIPS_PER_MM = Decimal(1440) / Decimal("25.4")


def twips(millimetres: int | Decimal) -> int:
    """Return a length in twips, to the nearest one."""
    return round(Decimal(millimetres) * _TWIPS_PER_MM)


# 5.1, 5.2.1: A4, 天头 37 mm, 订口 28 mm, 版心 156 mm by 225 mm
PAGE_WIDTH = twips(210)
PAGE_HEIGHT = twips(297)
TOP = twips(37)
LEFT = twips(28)
RIGHT = twips(210 - 28 - 156)
BOTTOM = twips(297 - 37 - 225)

# A wide table lies on the page turned (7.5.2): 天头 and 地脚 to the sides, the same text area.
WIDE_TOP = LEFT
WIDE_BOTTOM = RIGHT
WIDE_LEFT = BOTTOM
WIDE_RIGHT = TOP
WIDE_TEXT_MM = 225

# 5.2.2, 5.2.3: type no. 3 (16 pt), 22 lines a page, 28 characters a line
LINES = 22
CHARACTERS = 28
LINE_PITCH = (PAGE_HEIGHT - TOP - BOTTOM) // LINES

# Half points, as ``w:sz`` has them: 2号 22 pt, 3号 16 pt, 4号 14 pt, 小四 12 pt, 小五 9 pt.
SIZE_TITLE = 44
SIZE_BODY = 32
SIZE_PAGE_NUMBER = 28
SIZE_TABLE = 24
SIZE_SMALL = 18  # 小五, for tables of many columns

# The width a character has beyond its type, in 1/4096 pt (``w:charSpace``); negative here.
_CELL = Decimal(PAGE_WIDTH - LEFT - RIGHT) / 20 / CHARACTERS
CHARACTER_SPACE = int((_CELL - SIZE_BODY // 2) * 4096) - 1

# Word, WPS and LibreOffice each fit type no. 3 into the narrower cells of the grid in their own
# way. The body stands off the grid; a quarter of a point less a character and exact lines give
# it the same 28 characters and 22 lines in all of them.
TIGHTER = -5

# 7.5: the dash of the page number stands 7 mm below the text area; the line is 14 pt (4.9 mm) high.
FOOTER = twips(35 - 7 - Decimal("2.5"))
WIDE_FOOTER = twips(26 - 7 - Decimal("2.5"))

FONT_TITLE = "方正小标宋简体"
FONT_BODY = "仿宋_GB2312"
FONT_HEADING = "黑体"
FONT_SUBHEADING = "楷体_GB2312"
FONT_PAGE_NUMBER = "宋体"

ALTERNATIVES = {
    FONT_TITLE: "华文中宋",
    FONT_BODY: "仿宋",
    FONT_HEADING: "SimHei",
    FONT_SUBHEADING: "楷体",
    FONT_PAGE_NUMBER: "SimSun",
}
"""Another name, or the nearest other face, for machines without these fonts."""
