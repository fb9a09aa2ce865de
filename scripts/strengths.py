"""What vouches for the time of a receipt, in the same words wherever it is told."""

from collections.abc import Mapping

from scoring.records.record import Strength
from scripts.language import both

STRENGTHS: Mapping[Strength, str] = {
    Strength.SEALED: both("有收件签名", "sealed"),
    Strength.RECORDED: both("服务器所记", "recorded by the server"),
    Strength.UNVERIFIED: both("未经核验", "unverified"),
}
"""As a word by itself, for tables and receipts."""

TIMES: Mapping[Strength, str] = {
    Strength.SEALED: both("时间有收件签名", "time sealed by a signed receipt"),
    Strength.RECORDED: both("时间为服务器所记", "time recorded by the server"),
    Strength.UNVERIFIED: both("时间未经核验", "time unverified"),
}
"""As a statement on a time."""
