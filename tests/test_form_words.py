"""The forms' scripts speak from the message catalogue, and say all that they are given."""

import re

from scoring.messages import places
from scripts.portal.submit.words import EXAMPLES, WORDS, words
from tests.conftest import ROOT

SCRIPTS = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "site_overrides/assets/javascripts/forms").glob("*.js"))
)


def test_every_sentence_given_is_said_somewhere() -> None:
    unsaid = [code for code in WORDS if f'"{code.removeprefix("form-")}"' not in SCRIPTS
              and f'{code.removeprefix("form-")}:' not in SCRIPTS]  # fmt: skip
    assert not unsaid, unsaid


def test_every_sentence_said_is_given() -> None:
    said = set(re.findall(r'\b(?:say|tell|bad|notMore)\(\s*"([a-z-]+)"', SCRIPTS))
    said |= set(re.findall(r'\bwrong\(\w+, problems, "([a-z-]+)"', SCRIPTS))
    said |= set(re.findall(r'code: "([a-z-]+)"', SCRIPTS))
    assert len(said) > 25
    assert {f"form-{code}" for code in said} <= set(WORDS)


def test_no_page_text_is_in_the_scripts() -> None:
    code = re.sub(r"(?m)^\s*//.*$|//[^\"'`\n]*$", "", SCRIPTS)
    chinese = set(re.findall("[\u4e00-\u9fff]+", code))
    # a file without a name is called so; a sign of a telephone number; marks of the YAML writer
    assert chinese <= {"附件", "转"}


def test_what_is_said_is_kind_and_whole() -> None:
    for code, told in words().items():
        assert told.endswith(("。", "：", "）")) or code == "form-row", (code, told)
        assert places(told) <= {
            "field", "of", "column", "left", "left_sum", "right", "right_sum", "character", "path",
            "reason", "login", "units", "file", "count", "files", "title", "size", "limit",
            "endings", "got", "example", "value", "number", "year", "unit", "before", "after",
            "points",
        }, code  # fmt: skip
    assert all(EXAMPLES.values())
