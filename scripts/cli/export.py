"""``gongkai export``: records as the documents that offices print and fill in."""

from scripts.cli.examples import examples
from scripts.cli.program import Program
from scripts.language import both

DOCUMENTS = {
    "scores": both("评分榜和扣分明细，Excel 或者 CSV", "scores and deductions, Excel or CSV"),
    "deductions": both("扣分明细，Excel 或者 CSV", "deductions, Excel or CSV"),
    "submissions": both("报送的材料，Excel 或者 CSV", "submissions, Excel or CSV"),
    "annual-report": both("年度报告，Word 官方格式", "an annual report as a Word file"),
}

command = Program(
    name="export",
    told=DOCUMENTS,
    folder="scripts.cli.exports",
    help=both(
        "写出得分、扣分、报送情况的 Excel 或者 CSV，或者按官方格式写出材料。",
        "Write scores, deductions and submissions as Excel or CSV, or records in official forms.",
    ),
    epilog=examples(
        "gongkai export scores --out 得分.xlsx",
        "gongkai export annual-report wanshui --out 年度报告.docx",
    ),
)
