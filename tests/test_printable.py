"""Text from anywhere, made fit for a line of a screen, a log or a comment."""

from scripts.printable import one_line, printable


def test_a_wide_blank_stays_a_blank() -> None:
    assert one_line("报送人：wanshui-clerk　分支：main") == "报送人：wanshui-clerk　分支：main"


def test_nothing_begins_a_line_or_moves_the_cursor() -> None:
    assert one_line("a\nb\rc\x1b[2Jd\u2028e\u202ef\xa0g") == (r"a\nb\rc\x1b[2Jd\u2028e\u202ef\xa0g")


def test_what_is_no_character_is_written_out() -> None:
    assert printable("甲\udce4\ud800\udfff\U0001f600") == "甲\\xe4\\ud800\\udfff\U0001f600"
    assert one_line("\udbff\n") == r"\udbff\n"
