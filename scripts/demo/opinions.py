"""Messages from the public: the office passes them to units, which answer within three days."""

from scoring.calendar.periods import Period, periods_of_year
from scoring.calendar.zone import day_of
from scripts.demo.filling import filled
from scripts.demo.stage import Stage

_DAYS = 3


def play(stage: Stage) -> None:
    """Hand in the notices that the dice decide, each answered in time."""
    for month in periods_of_year("month", stage.year):
        for number in range(stage.material["opinions"]["each_month"]):
            _notice(stage, month, number)


def _notice(stage: Stage, month: Period, number: int) -> None:
    text = stage.material["opinions"]
    key = ("opinion", month.name, number)
    unit = stage.dice.pick(stage.assessed, *key, "unit")
    fitting = [each for each in text["issues"] if each["for"] in (unit.kind, unit.id)]
    issue = stage.dice.pick(fitting, *key, "issue")
    villages = unit.sets.get("villages", ())
    place = stage.dice.pick(villages, *key, "place").name if villages else unit.short_name
    names = {**stage.names(unit), "place": place}
    days = stage.hours.days_of(month)
    day = stage.dice.pick(days[:-3], *key, "day")
    data = {
        "title": "关于反馈网民留言的通知",
        "to": unit.id,
        "issued_on": day.isoformat(),
        "source": stage.dice.pick(text["sources"], *key, "source"),
        "content": filled(issue["content"], names, stage.dice, *key),
    }
    received = stage.hours.morning(day, *key)
    office = stage.holder("assessor").id
    notice = stage.desk.take(office, "opinion-notice", day, "01", data, received, approved=False)
    within = stage.hours.days(day, stage.hours.due_after(day, _DAYS))[1:]
    answered = stage.hours.afternoon(stage.dice.pick(within, *key, "answer"), *key)
    reply = {
        "title": f"关于{issue['title']}留言的回复材料",
        "notice": notice.id,
        "content": filled(issue["reply"], names, stage.dice, *key),
    }
    stage.desk.take(unit.id, "opinion-response", day_of(answered), "01", reply, answered)
