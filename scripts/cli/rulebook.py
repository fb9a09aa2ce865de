"""``gongkai rulebook``: rulebooks as the annexes of notices, and annexes as rulebooks."""

from scripts.cli.examples import examples
from scripts.cli.program import Program
from scripts.language import both

COMMANDS = {
    "export": both("把细则印成通知的附件表（Word、Excel）", "print a rulebook as an annex table"),
    "import": both("把附件表读成细则的骨架", "read an annex table as a rulebook's skeleton"),
}

command = Program(
    name="rulebook",
    told=COMMANDS,
    folder="scripts.cli.rulebooks",
    help=both(
        "考核细则与通知附件的互换：印成附件表，或者从附件表读出骨架。",
        "A rulebook to the annex table of a notice, and back.",
    ),
    epilog=examples(
        "gongkai rulebook export 2023-township --out 附件1.docx",
        "gongkai rulebook import 附件1.docx --id 2024-township",
    ),
)
