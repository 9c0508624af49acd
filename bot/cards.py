"""Cards and answers about postings as text and buttons, made from values. Nothing here reads or writes rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot import fields, wording
from bot.messengers import Buttons
from bot.models import Employer, Posting
from bot.texts import has, say
from nlp import screen

FAR = date.min  # as "today": every day is said in full, with its weekday and no 明天
RAW_MOST = 700


def _sentence(parts: Sequence[str], language: str) -> str:
    return say("list.comma", language).join(part for part in parts if part)


def summary(posting: Posting, language: str) -> str:
    """What is understood, in one sentence: 摘苹果，20人，10月15日(周四)早7点，西解村."""
    shown = {field.name: field.shown(posting, FAR, language) for field in fields.FIELDS}
    if not posting.origin:
        shown["place"] = wording.place(posting, short=True)
    last = [shown.pop("contact"), shown.pop("broker_paid_by")]
    return _sentence([*shown.values(), *last], language)


def card(posting: Posting, today: date, language: str) -> str:
    """A posting in four short lines: work and people; when and where; pay; who to ask."""
    shown = {field.name: field.shown(posting, today, language) for field in fields.FIELDS}
    lines = [
        _sentence([shown["work"], shown["headcount"]], language),
        _sentence([shown["start"], shown["place"]], language),
        _sentence([shown["wage"], shown["pay_when"], shown["extras"]], language),
    ]
    if posting.neutral:
        lines.append(say("need.asks", language, neutral=posting.neutral))
    age = _age(posting, language)
    if age:
        lines.append(age)
    if shown["contact"]:
        key = "need.contact_public" if posting.phone_public else "need.contact_kept"
        lines.append(say(key, language, contact=shown["contact"]))
    if shown["broker_paid_by"]:
        lines.append(shown["broker_paid_by"])
    if posting.urgent:
        lines.append(say("need.urgent", language))
    return "\n".join(line for line in lines if line)


def _age(posting: Posting, language: str) -> str:
    if posting.age_min and posting.age_max:
        return say("need.age_range", language, least=posting.age_min, most=posting.age_max)
    if posting.age_min:
        return say("need.age_least", language, least=posting.age_min)
    if posting.age_max:
        return say("need.age_most", language, most=posting.age_max)
    return ""


def button(key: str, language: str, data: str, **values: Any) -> dict[str, str]:
    """One button: its words by key, and what it does."""
    return {"text": say(key, language, **values), "data": data}


def confirm_buttons(posting: Posting, language: str) -> Buttons:
    """Under the card of a draft that is complete."""
    return [
        [
            button("button.confirm", language, f"ok:{posting.id}"),
            button("button.give_up", language, f"no:{posting.id}"),
        ]
    ]


def choice_buttons(field: fields.Field, posting: Posting, language: str) -> Buttons:
    """Quick answers to a question."""
    row = [button(words, language, f"set:{posting.id}:{field.name}={value}") for value, words in field.choices]
    if field.name == "start" and posting.kind == fields.LONGTERM:
        row = [button("field.any_day_longterm", language, f"set:{posting.id}:start=any")]
    if field.name in ("extras", "begin_time") or (field.name == "wage" and posting.kind != fields.GIG):
        row.append(button("button.skip", language, f"set:{posting.id}:{field.name}="))
    return [row[at : at + 2] for at in range(0, len(row), 2)]


def own_line(posting: Posting, taken: int, today: date, language: str) -> str:
    """A posting in the list of one's own: code, work, where it stands."""
    stands = say(f"status.{posting.status}", language)
    name = wording.named(posting) or say("need.nameless", language)
    values = {"name": name, "stands": stands, "taken": taken, "count": wording.headcount(posting, language)}
    day = wording.day(posting.start, language) if posting.start else ""
    key = "my.line_seats" if posting.status in ("open", "full") and posting.kind != "longterm" else "my.line"
    return say(key, language, **values, day=day)


def own_buttons(posting: Posting, language: str) -> Buttons:
    """What its poster may do with a posting, by where it stands."""
    number = posting.id
    if posting.status in ("open", "full"):
        return [
            [
                button("button.roster", language, f"list:{number}"),
                button("button.close", language, f"close:{number}"),
                button("button.cancel", language, f"cancel:{number}"),
            ]
        ]
    if posting.status == "draft":
        return [
            [
                button("button.go_on", language, f"goon:{number}"),
                button("button.give_up", language, f"no:{number}"),
            ]
        ]
    if posting.status == "review":
        return [[button("button.give_up", language, f"no:{number}")]]
    again = button("button.again", language, f"again:{number}")
    if posting.status == "closed":
        return [[button("button.reopen", language, f"reopen:{number}"), again]]
    return [[again]]


def hit_line(hit: dict[str, Any], language: str) -> str:
    """One finding: the words that set it off, the rule behind it, its source."""
    rule = str(hit["rule"])
    if has(f"screen.{rule}"):
        found = say(f"screen.{rule}", language, **hit.get("values", {}))
        source = say(f"screen_source.{rule}", language)
    else:
        law = screen.rule(rule)
        found, source = (law.en if language == "en" else law.zh), law.source
    words = str(hit.get("words") or "")
    quoted = say("review.words", language, words=words) if words else ""
    mark = say("review.stops", language) if hit.get("stops") and not hit.get("cleared") else ""
    cleared = say("review.cleared", language) if hit.get("cleared") else ""
    cleared += say("review.taken_back", language) if hit.get("taken_back") else ""
    return say("review.hit", language, mark=mark, words=quoted, rule=found, source=source) + cleared


def file_lines(employer: Employer | None, today: date, language: str, *, postings: int) -> str:
    """The employer's file in a few words: what kind, phone checked, papers, trust, bar."""
    if employer is None:
        return say("file.none", language)
    parts = [
        _sentence([employer.name, say(f"file.kind_{employer.kind}", language), employer.phone or ""], language),
    ]
    if employer.barred_at is not None:
        why = employer.barred_why
        parts.append(say("file.barred_why", language, why=why) if why else say("file.barred", language))
    if employer.phone_checked_at is None:
        parts.append(say("file.phone_unchecked", language))
    else:
        parts.append(say("file.phone_checked", language, day=wording.day(employer.phone_checked_at.date(), language)))
    if employer.papers:
        until = wording.day(employer.papers_until, language) if employer.papers_until else "—"
        parts.append(say("file.papers", language, papers=employer.papers, until=until))
    if employer.kind == "agency":
        parts.append(
            say("file.agency", language, licence=employer.licence or "—", mandate=employer.mandate or "—"),
        )
    if employer.trusted_until is not None and employer.trusted_until >= today and employer.trusted_trade:
        parts.append(
            say(
                "file.trusted",
                language,
                trade=say(f"trade.{employer.trusted_trade}", language),
                least=wording.number(employer.trusted_min or 0),
                most=wording.number(employer.trusted_max or 0),
                until=wording.day(employer.trusted_until, language),
            )
        )
    if employer.late_calls_off:
        parts.append(say("file.late_calls_off", language, count=employer.late_calls_off))
    parts.append(say("file.postings", language, count=postings) if postings else say("file.first", language))
    return "\n".join(parts)


def review_card(posting: Posting, today: date, language: str, *, file: str, size: str, change: str = "") -> str:
    """What the desk reads before a posting goes out: card, the poster's words, findings, file, how far it will go."""
    raw = posting.raw_text if len(posting.raw_text) <= RAW_MOST else posting.raw_text[:RAW_MOST] + "…"
    found = [hit_line(hit, language) for hit in posting.hits]
    parts = [
        say("review.head", language, number=posting.id),
        card(posting, today, language),
        change,
        say("review.again", language, reason=posting.reason) if posting.reason else "",
        say("review.said", language, text=raw) if raw else "",
        say("review.hits", language) + "\n" + "\n".join(found) if found else say("review.no_hits", language),
        say("review.neutral", language, neutral=posting.neutral) if posting.gender and posting.neutral else "",
        say("review.by_phone", language) if posting.entered_by_id is not None else "",
        say("review.negotiable", language) if posting.negotiable and posting.wage_min is None else "",
        say("review.file", language, file=file),
        size,
    ]
    return "\n".join(part for part in parts if part)


def review_buttons(posting: Posting, language: str, *, unchecked: bool) -> Buttons:
    """What the desk may press. Where something stops the posting, publishing waits until somebody has looked at it."""
    mark = f"{posting.id}:{posting.version}"
    first = [button("button.phoned", language, f"dphoned:{mark}")] if unchecked else []
    stopped = any(hit.get("stops") and not hit.get("cleared") for hit in posting.hits)
    if stopped and all(can_clear(hit) for hit in posting.hits):
        first.append(button("button.not_so", language, f"dclear:{mark}"))
    last = [] if stopped else [button("button.publish", language, f"dpub:{mark}")]
    last.append(button("button.send_back", language, f"dback:{mark}"))
    last.append(button("button.reject", language, f"dreject:{mark}"))
    rows = [first] if first else []
    rows.append(last)
    more = [button("sending.button_plan", language, f"dplan:{posting.id}")]
    if posting.employer_id is not None:
        more.append(button("button.file", language, f"dfile:{posting.employer_id}:{posting.id}"))
    rows.append(more)
    return rows


def can_clear(hit: dict[str, Any]) -> bool:
    """Whether the desk may say of a stopping finding that it is not so: not of a bar, a child, a missing licence."""
    return not hit.get("stops") or hit["rule"] not in {"under_16", "age_under", "barred", "agency_without_licence"}


def file_buttons(employer: Employer, posting_id: int, language: str) -> Buttons:
    """How the desk edits an employer's file."""
    number = employer.id

    def press(key: str, what: str) -> dict[str, str]:
        return button(key, language, f"dset:{number}:{what}:{posting_id}")

    kinds = [press(f"file.kind_{kind}", f"k_{kind}") for kind in ("household", "cooperative", "firm", "agency")]
    return [
        kinds,
        [press("button.phoned", "phone"), press("button.papers", "papers"), press("button.licence", "licence")],
        [
            press("button.trust", "trust") if employer.trusted_until is None else press("button.untrust", "untrust"),
            press("button.bar", "bar") if employer.barred_at is None else press("button.unbar", "unbar"),
        ],
    ]
