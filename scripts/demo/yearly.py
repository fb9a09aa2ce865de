"""What every unit hands in once a year: division of work, guide, display of the gazette."""

from datetime import date, datetime
from typing import Any

from scoring.calendar.zone import day_of
from scoring.records.registry import Unit
from scripts.demo.desk import Attachment
from scripts.demo.filling import filled
from scripts.demo.pdf import pdf_file
from scripts.demo.photo import photo_file
from scripts.demo.stage import Stage, moment
from scripts.word.blocks import Block, Heading, Paragraph, Title
from scripts.word.writing import word_file

BOTH = ["province", "prefecture"]
CENTRE = "party-service-centre"


def play(stage: Stage) -> None:
    """Hand in these records of every assessed unit."""
    for unit in stage.assessed:
        if unit.id not in stage.departures("leadership")["absent"]:
            _leadership(stage, unit)
        if unit.id not in stage.departures("guide")["absent"]:
            _guide(stage, unit)
        if unit.sets and unit.id not in stage.departures("gazette-display")["absent"]:
            _gazette(stage, unit)


def signed_and_received(
    stage: Stage, unit: Unit, kind: str, first: date, last: date
) -> tuple[date, datetime]:
    """Return when ``unit`` signed its record and handed it in: as year.yml says, or in between."""
    named = stage.departures(kind).get("received", {}).get(unit.id)
    if named is not None:
        received = moment(named)
        return stage.hours.before(day_of(received)), received
    signed = stage.dice.pick(stage.hours.days(first, last), kind, unit.id)
    return signed, stage.hours.soon_after(signed, last, kind, unit.id)


def _naming(stage: Stage, unit: Unit) -> Any:
    named = stage.material["documents"]["places_in_name"]
    return named.get(unit.short_name[-1:], named["other"])


def _leadership(stage: Stage, unit: Unit) -> None:
    text = stage.material["documents"]["leadership"]
    key = ("leadership", unit.id)
    signed, received = signed_and_received(
        stage, unit, "leadership", date(stage.year, 2, 20), date(stage.year, 4, 14)
    )
    persons, posts = stage.desk.staff(unit.id), _naming(stage, unit)
    days = stage.hours.days(date(stage.year, 1, 3), stage.hours.before(signed))
    held = sorted(stage.dice.several(days, stage.dice.number(1, 3, *key), *key, "days"))
    subjects = stage.dice.several(text["subjects"], len(held), *key, "subjects")
    meetings: list[dict[str, str]] = []
    minutes: list[Attachment] = []
    for number, (day, subject) in enumerate(zip(held, subjects, strict=True), start=1):
        told = filled(subject, stage.names(unit), stage.dice, *key)
        file = f"minutes-{number}.pdf"
        meetings.append({"date": day.isoformat(), "subject": told, "minutes": file})
        lines = [f"{unit.name}会议纪要", f"时间：{day}", f"议题：{told}", *text["minutes"]]
        minutes.append(Attachment(file, pdf_file(lines), f"会议纪要（{day}）"))
    data = {
        "title": filled(stage.dice.pick(text["titles"], *key), stage.names(unit), stage.dice, *key),
        "leader": {"name": persons[3], "position": posts["leader"]},
        "officer": {"name": persons[1], "position": posts["officer"]},
        "meetings": meetings,
    }
    stage.desk.take(unit.id, "leadership", signed, "assignment", data, received, tuple(minutes))


def _guide(stage: Stage, unit: Unit) -> None:
    text = stage.material["documents"]["guide"]
    signed, received = signed_and_received(
        stage, unit, "guide", date(stage.year, 10, 9), date(stage.year, 10, 27)
    )
    phone = unit.contact["phone"]
    street = _naming(stage, unit)["street"]
    data: dict[str, Any] = {
        "title": f"{unit.name}政府信息公开指南",
        "classification": text["classification"],
        "arrangement": text["arrangement"],
        "access": {"proactive": text["proactive"], "on_request": text["on_request"]},
        "office": {
            "name": unit.contact["office"],
            "address": f"{unit.short_name}{street}{stage.dice.number(1, 88, 'door', unit.id)}号",
            "hours": text["hours"],
            "phone": phone,
            "fax": phone,
            "postcode": text["postcode"],
            "internet": text["internet"],
        },
        "remedy": text["remedy"],
        "published_url": f"{stage.material['year']['website']}/{unit.id}/zhinan.html",
    }
    content = word_file(_guide_blocks(data), title=data["title"])
    word = Attachment("guide.docx", content, "指南 Word 版")
    stage.desk.take(unit.id, "guide", signed, "guide", data, received, (word,))


def _guide_blocks(data: Any) -> list[Block]:
    office = data["office"]
    return [
        Title(data["title"]),
        Paragraph(""),
        Heading("一、政府信息的分类"),
        Paragraph(data["classification"]),
        Heading("二、编排体系"),
        Paragraph(data["arrangement"]),
        Heading("三、获取方式"),
        Paragraph(f"{data['access']['proactive']}\n{data['access']['on_request']}"),
        Heading("四、政府信息公开工作机构"),
        Paragraph(
            f"{office['name']}\n办公地址：{office['address']}\n"
            f"办公时间：{office['hours']}\n联系电话：{office['phone']}"
        ),
        Heading("五、监督和救济"),
        Paragraph(data["remedy"]),
    ]


def _gazette(stage: Stage, unit: Unit) -> None:
    plan = stage.departures("gazette-display")
    first, last = date(stage.year, 5, 8), date(stage.year, 9, 22)
    signed, received = signed_and_received(stage, unit, "gazette-display", first, last)
    codes = [village.code for village in unit.sets["villages"]]
    codes = codes[: len(codes) - plan["without"].get(unit.id, 0)]
    later = codes[len(codes) - plan["later"].get(unit.id, 0) :]
    sites = [_site(place, place not in later) for place in (CENTRE, *codes)]
    _hand_in_sites(stage, unit, signed, received, sites)
    if later:
        again = stage.dice.pick(
            stage.hours.days(date(stage.year, 10, 9), date(stage.year, 11, 24)), "later", unit.id
        )
        evening = stage.hours.afternoon(again, "later", unit.id)
        _hand_in_sites(stage, unit, again, evening, [_site(place, True) for place in later])


def _site(place: str, complete: bool) -> dict[str, Any]:
    return {
        "place": place,
        "gazettes": BOTH if complete else BOTH[:1],
        "mini_program": complete,
        "photo": "centre.jpg" if place == CENTRE else f"{place}.jpg",
    }


def _hand_in_sites(
    stage: Stage, unit: Unit, signed: date, received: datetime, sites: list[dict[str, Any]]
) -> None:
    titles = stage.material["documents"]["gazette"]["titles"]
    title = stage.dice.pick(titles, "gazette", unit.id, signed.isoformat())
    data = {"title": filled(title, stage.names(unit), stage.dice), "sites": sites}
    photos = tuple(
        Attachment(site["photo"], photo_file(f"{unit.id} {signed} {site['place']}"))
        for site in sites
    )
    stage.desk.take(unit.id, "gazette-display", signed, "display", data, received, photos)
