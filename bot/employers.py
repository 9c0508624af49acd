"""The employer's file: who hires, phone called back, papers seen, trust, bar."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from bot import events, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Employer, Person, Posting, PostingStatus, Role
from bot.texts import say

DAYS_A_MONTH = 30.5
TRUST_DAYS = 90
TRUST_WIDTH = 0.2  # the pay range of a trust: a fifth below to a fifth above the posting it was given on
COOPERATIVE = re.compile(r"合作(?:联)?社")
FIRM = re.compile(r"公司|集团|厂$|酒店$|超市$|商行$|物流$")
KINDS = ("household", "cooperative", "firm", "agency")


def by_phone(session: Session, here: Here, phone: str) -> Employer | None:
    """The file with this phone."""
    return session.exec(
        select(Employer)
        .where(Employer.county_id == here.county_id, Employer.phone == phone)
        .order_by(col(Employer.id).desc())
    ).first()


def of_person(session: Session, here: Here, person: Person) -> Employer | None:
    """The file of somebody who hires for themselves: that of their own phone, else the newest."""
    own = by_phone(session, here, person.phone) if person.phone else None
    if own is not None and own.person_id == person.id:
        return own
    return session.exec(
        select(Employer)
        .where(Employer.county_id == here.county_id, Employer.person_id == person.id)
        .order_by(col(Employer.id).desc())
    ).first()


def open_for(session: Session, now: datetime, here: Here, posting: Posting, poster: Person) -> Employer:
    """The file that a posting belongs to: found by its phone, else made. The posting points to it afterwards.

    A phone makes a file: the same person with a new phone is called back anew.
    """
    phone = posting.phones[0] if posting.phones else None
    file = by_phone(session, here, phone) if phone else None
    if file is None:
        own = poster.role not in (Role.BROKER, Role.DESK, Role.HEAD)
        before = of_person(session, here, poster) if own else None
        file = Employer(
            county_id=here.county_id,
            person_id=poster.id if own else None,
            name=posting.hires or posting.contact_name or "",
            phone=phone,
            kind=before.kind if before else kind_of(posting.hires or ""),
            licence=before.licence if before else "",
            mandate=before.mandate if before else "",
            barred_at=before.barred_at if before else None,
            barred_why=before.barred_why if before else "",
        )
        session.add(file)
        session.flush()
    if not file.name:
        file.name = posting.hires or posting.contact_name or ""
        file.kind = kind_of(file.name) if file.kind == "household" else file.kind
    posting.employer_id = file.id
    session.add(file)
    session.add(posting)
    return file


def kind_of(name: str) -> str:
    """What a hirer's name tells of its kind: 福兴合作社 is a co-operative, …公司 a firm; else a household."""
    if COOPERATIVE.search(name):
        return "cooperative"
    return "firm" if FIRM.search(name) else "household"


def phone_checked(now: datetime, file: Employer | None) -> bool:
    """Whether the phone was called back and that is not due again."""
    if file is None or file.phone_checked_at is None:
        return False
    return file.due_again_at is None or file.due_again_at > now


def note_phone(session: Session, now: datetime, here: Here, file: Employer, desk: Person) -> None:
    """已打电话核实: the phone was called back by somebody of the desk; due again after the county's months."""
    file.phone_checked_at, file.phone_checked_by_id = now, desk.id
    file.due_again_at = now + timedelta(days=round(here.settings.times.file_months * DAYS_A_MONTH))
    session.add(file)
    events.note(session, now, here, "employer.phone_checked", "employer", file.id)


def trusts(now: datetime, here: Here, file: Employer | None, posting: Posting) -> bool:
    """Whether a clean posting of this file goes out at once: checked, trusted for its trade and pay, not barred."""
    if file is None or file.barred_at is not None or file.trusted_until is None:
        return False
    if not phone_checked(now, file) or file.trusted_until < now.astimezone(here.zone).date():
        return False
    if file.trusted_trade != posting.trade or posting.wage_min is None or posting.wage_max is None:
        return False
    least, most = file.trusted_min or 0.0, file.trusted_max or 0.0
    return least <= posting.wage_min and posting.wage_max <= most


def trust(session: Session, now: datetime, here: Here, file: Employer, posting: Posting) -> None:
    """Trust a checked poster for the trade of a posting and the pay around it, until a date."""
    if not phone_checked(now, file):
        raise Refused("desk.trust_unchecked", phone=file.phone or "—")
    if posting.wage_min is None or posting.wage_max is None:
        raise Refused("desk.trust_no_wage")
    file.trusted_trade = posting.trade
    file.trusted_min = round(posting.wage_min * (1 - TRUST_WIDTH), 2)
    file.trusted_max = round(posting.wage_max * (1 + TRUST_WIDTH), 2)
    file.trusted_until = now.astimezone(here.zone).date() + timedelta(days=TRUST_DAYS)
    session.add(file)
    events.note(session, now, here, "employer.trust", "employer", file.id, after={"trade": posting.trade})


def untrust(session: Session, now: datetime, here: Here, file: Employer) -> None:
    """Take a trust back."""
    file.trusted_trade = file.trusted_min = file.trusted_max = file.trusted_until = None
    session.add(file)
    events.note(session, now, here, "employer.untrust", "employer", file.id)


def see_papers(session: Session, now: datetime, here: Here, file: Employer, papers: str) -> None:
    """Papers were seen: which, when, until when. No scan, no id number."""
    file.papers, file.papers_seen_at = papers, now
    file.papers_until = (now + timedelta(days=365)).astimezone(here.zone).date()
    session.add(file)
    events.note(session, now, here, "employer.papers", "employer", file.id)


def see_licence(session: Session, now: datetime, here: Here, file: Employer, licence: str, mandate: str) -> None:
    """An agency's licence and its mandate were seen."""
    file.licence, file.mandate = licence, mandate
    session.add(file)
    events.note(session, now, here, "employer.licence", "employer", file.id)


def set_kind(session: Session, now: datetime, here: Here, file: Employer, kind: str) -> None:
    """Household, co-operative, firm or agency. An unknown kind is a forged button: Refused."""
    if kind not in KINDS:
        raise Refused("desk.unknown")
    file.kind = kind
    session.add(file)
    events.note(session, now, here, "employer.kind", "employer", file.id, after={"kind": kind})


def of_account(session: Session, here: Here, person_id: int) -> list[Employer]:
    """All files that belong to an account."""
    return list(
        session.exec(
            select(Employer)
            .where(Employer.county_id == here.county_id, Employer.person_id == person_id)
            .order_by(col(Employer.id))
        )
    )


def bar(session: Session, now: datetime, here: Here, file: Employer, why: str, reason: str = "own") -> None:
    """Bar who stands behind a file, for a reason: the phone, the licence, and the account where there is one.

    `reason` is its key word for the book of events, in which nobody's words stand.
    """
    file.barred_at, file.barred_why = now, why
    person = session.get(Person, file.person_id) if file.person_id is not None else None
    if person is not None:
        person.barred_at, person.barred_why = now, why
        session.add(person)
    untrust(session, now, here, file)
    session.add(file)
    events.note(session, now, here, "employer.bar", "employer", file.id, after={"why": reason})


def unbar(session: Session, now: datetime, here: Here, file: Employer) -> None:
    """Lift a bar."""
    file.barred_at, file.barred_why = None, ""
    person = session.get(Person, file.person_id) if file.person_id is not None else None
    if person is not None:
        person.barred_at, person.barred_why = None, ""
        session.add(person)
    session.add(file)
    events.note(session, now, here, "employer.unbar", "employer", file.id)


def may_forget(session: Session, here: Here, file: Employer) -> None:
    """Refused of a barred file, which stays as it is, locked, and of one with a posting that is out or waits."""
    out = on_air(session, here, file)
    if out:
        raise Refused(
            "web.file_in_use", names=say("list.pause", here.language).join(wording.named(each) for each in out)
        )
    if file.barred_at is not None:
        raise Refused("web.file_barred")


def blank(session: Session, file: Employer) -> None:
    """Nothing in the file tells any more whose it was; a phone that comes back is called back anew."""
    file.name, file.phone, file.person_id = "", None, None
    file.papers = file.licence = file.mandate = ""
    file.papers_seen_at = file.phone_checked_at = file.due_again_at = file.papers_until = None
    file.trusted_trade = file.trusted_min = file.trusted_max = file.trusted_until = None
    file.regular = False
    session.add(file)


def is_barred(session: Session, here: Here, posting: Posting, poster: Person) -> bool:
    """Whether the account, one of the phones, or the licence of the posting's file is barred."""
    if poster.barred_at is not None:
        return True
    file = session.get(Employer, posting.employer_id) if posting.employer_id is not None else None
    same: list[ColumnElement[bool]] = [
        col(Employer.phone).in_([*posting.phones, *([file.phone] if file and file.phone else [])])
    ]
    if file is not None and file.licence:
        same.append(col(Employer.licence) == file.licence)
    found = session.exec(
        select(Employer.id).where(
            Employer.county_id == here.county_id, col(Employer.barred_at).is_not(None), or_(*same)
        )
    ).first()
    return found is not None


def published(session: Session, here: Here, file: Employer | None) -> int:
    """How many postings of this file ever went out."""
    if file is None:
        return 0
    return session.exec(
        select(func.count())
        .select_from(Posting)
        .where(
            Posting.county_id == here.county_id,
            Posting.employer_id == file.id,
            col(Posting.published_at).is_not(None),
        )
    ).one()


def on_air(session: Session, here: Here, file: Employer) -> list[Posting]:
    """What of this file is out now."""
    return list(
        session.exec(
            select(Posting)
            .where(
                Posting.county_id == here.county_id,
                Posting.employer_id == file.id,
                col(Posting.status).in_([each.value for each in (*ON_AIR, PostingStatus.REVIEW)]),
            )
            .order_by(col(Posting.id))
        )
    )
