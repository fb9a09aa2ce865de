"""Policies: the office records that one was issued, the drafting unit hands in its text."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from scoring.calendar.zone import day_of
from scripts.demo.desk import Attachment
from scripts.demo.filling import filled
from scripts.demo.stage import Stage, moment
from scripts.word.blocks import Block, Note, Paragraph, Title
from scripts.word.writing import word_file

_STATEMENT = "（此件公开发布）"
_DAYS = 3


def play(stage: Stage) -> None:
    """Hand in the year's policies."""
    office = stage.holder("assessor").id
    for document in stage.material["policies"]["documents"]:
        issued = date.fromisoformat(document["issued_on"])
        about = {
            "title": document["title"],
            "document_number": document["number"],
            "issued_on": document["issued_on"],
        }
        noted = {**about, "to": document["unit"]}
        at = stage.hours.afternoon(issued, "issuance", document["slug"])
        stage.desk.take(
            office, "policy-issuance", issued, document["slug"], noted, at, approved=False
        )
        _policy(stage, document, about, issued)


def _policy(
    stage: Stage, document: Mapping[str, Any], about: Mapping[str, Any], issued: date
) -> None:
    unit, text = stage.registry[document["unit"]], stage.material["policies"]
    slug = document["slug"]
    if "received" in document:
        received = moment(document["received"])
    else:
        days = stage.hours.days(issued, stage.hours.due_after(issued, _DAYS))[1:]
        received = stage.hours.morning(stage.dice.pick(days, "policy", slug), slug)
    names = {
        **stage.names(unit),
        "title": document["title"],
        "points": document["points"],
        "phone": unit.contact["phone"],
    }
    blocks: list[Block] = [
        Title(document["title"]),
        Note(document["number"]),
        Paragraph(filled(text["text"], names, stage.dice)),
        *([Paragraph(_STATEMENT)] if document.get("statement", True) else []),
    ]
    data = {
        **about,
        "interpretation": {
            "title": f"《{document['title']}》政策解读",
            "content": filled(text["interpretation"], names, stage.dice),
        },
    }
    content = word_file(blocks, title=document["title"])
    word = Attachment("policy.docx", content, "文件 Word 版")
    stage.desk.take(unit.id, "policy", day_of(received), slug, data, received, (word,))
