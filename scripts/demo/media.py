"""Social media: accounts opened and closed, and the form that approves every week's posts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from scoring.calendar.periods import Period, periods_of_year
from scoring.calendar.zone import day_of
from scoring.records.registry import Unit
from scripts.demo.desk import Attachment
from scripts.demo.pdf import pdf_file
from scripts.demo.stage import Stage, moment


def play(stage: Stage) -> None:
    """Hand in accounts and weekly forms. News must be in already: they are what is posted."""
    for account in stage.material["media"]["accounts"]:
        unit = stage.registry[account["unit"]]
        _account(stage, unit, account)
        absent = stage.departures("media-approval")["absent"].get(unit.id, [])
        for week in _weeks(stage, account):
            if week.name not in absent:
                _form(stage, unit, account["account"], week)


def _account(stage: Stage, unit: Unit, account: Mapping[str, Any]) -> None:
    received = moment(account["received"])
    writer = stage.holder(account["by"]).id if "by" in account else unit.id
    of = {"to": unit.id} if writer != unit.id else {}
    named = stage.material["media"]["platforms"][account["platform"]]
    data = {
        "title": f"{unit.short_name}{named}“{account['account']}”备案",
        "platform": account["platform"],
        "account": account["account"],
        "registered_on": account["registered_on"],
        **of,
    }
    day, platform = day_of(received), account["platform"]
    opened = stage.desk.take(writer, "media-account", day, platform, data, received)
    if "closed" not in account:
        return
    closing = moment(account["closed"]["received"])
    data = {
        "title": f"{unit.short_name}{named}“{account['account']}”注销",
        "closes": opened.id,
        "closed_on": account["closed"]["closed_on"],
    }
    stage.desk.take(unit.id, "media-account", day_of(closing), f"{platform}-closed", data, closing)


def _weeks(stage: Stage, account: Mapping[str, Any]) -> list[Period]:
    """Return the weeks for which the account obliges (reading 12)."""
    begins = min(date.fromisoformat(account["registered_on"]), day_of(moment(account["received"])))
    weeks = [week for week in periods_of_year("week", stage.year) if week.first >= begins]
    if "closed" not in account:
        return weeks
    closed = account["closed"]
    ends = max(date.fromisoformat(closed["closed_on"]), day_of(moment(closed["received"])))
    return [week for week in weeks if week.last < ends]


def _form(stage: Stage, unit: Unit, account: str, week: Period) -> None:
    text, key = stage.material["media"], ("form", unit.id, week.name)
    days = stage.hours.days_of(week)
    signed = days[-1] if days else week.last
    posts = _posts(stage, unit, week, signed)
    approval = stage.desk.approval(unit.id, signed)
    lines = [
        f"{text['form']['heading']}（{stage.year}年第{int(week.name[-2:])}周）",
        f"单位：{unit.name}　账号：{account}",
        *(f"{post['published_on']}　{post['title']}" for post in posts),
        text["form"]["note"],
        f"拟稿：{approval['drafted_by']}　审核：{approval['reviewed_by']}",
        f"保密审查：{approval['secrecy_reviewed_by']}　签发：{approval['approved_by']}　{signed}",
    ]
    data = {
        "title": f"{text['form']['heading']}（{stage.year}年第{int(week.name[-2:])}周）",
        "week": week.name,
        "account": account,
        "posts": posts,
        "approval": approval,
    }
    file = Attachment("approval.pdf", pdf_file(lines), "审批表 PDF 版")
    received = stage.hours.afternoon(signed, *key)
    slug = week.name[-2:]
    stage.desk.take(unit.id, "media-approval", signed, slug, data, received, (file,))


def _posts(stage: Stage, unit: Unit, week: Period, signed: date) -> list[dict[str, str]]:
    """Return what was posted: the week's own news, and something useful."""
    news = [
        (date.fromisoformat(each.data["published_on"]), each.data["title"])
        for each in stage.desk.of(unit.id, "news")
    ]
    posted = [(day, title) for day, title in news if week.first <= day <= signed]
    useful = stage.dice.pick(stage.material["media"]["posts"], "post", unit.id, week.name)
    days = stage.hours.days(week.first, signed) or [signed]
    posted.append((stage.dice.pick(days, "post-day", unit.id, week.name), useful))
    return [
        {
            "approved_on": stage.hours.before(day).isoformat(),
            "published_on": day.isoformat(),
            "title": title,
        }
        for day, title in sorted(posted)
    ]
