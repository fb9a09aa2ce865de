"""Which kinds of rule the words of a standard speak of: a hint to whoever writes them."""

import re

_HINTS = (
    (
        "quota",
        "定期定量报送",
        "每(月|季度?|半年|周|半月|年度?).{0,12}(条|次|篇|期)|缺报|少报|每缺|每少|每超",
    ),
    ("deadline", "按时报送", "未按时|未按期|逾期|按时限|日前|月底前|未报送"),
    ("response", "限期答复", "日内|工作日|小时内|答复|回复"),
    ("tally", "累计计分", "每件"),
    ("rate", "比率达标", "率|百分点|%|％"),
    ("incident", "按次计分", "通报|发现|出现|一次扣|每次|每发生|每有"),
    ("mark", "评分", "酌情|视情|评定|打分|优秀|良好"),
)
_MOST = 3


def hint(text: str) -> str:
    """Return the kinds of rule that ``text`` sounds like, at most three; empty for none."""
    found = [f"{kind}（{name}）" for kind, name, words in _HINTS if re.search(words, text)]
    return "、".join(found[:_MOST])
