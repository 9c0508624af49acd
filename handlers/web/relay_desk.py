"""The desk's page for groups that people carry texts to: groups, forwarders and their links, allotments, names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import accounts, decisions, forwarders, groups, links, relay, relay_allot, relay_names, relay_offer, wording
from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Allotment, Group, GroupState, Person, Posting, Region, RelayName, Signup
from bot.people import Sender
from bot.reply_context import by_code
from handlers.web import desk_view
from handlers.web.sessions import Page, Pages, may_see


def routes(pages: Pages) -> list[BaseRoute]:
    """The page and its forms."""
    return [pages.get("/relay", listed), pages.post("/relay/{what}", change)]


async def listed(page: Page) -> Response:
    """All such groups of this person's part of the tree."""
    return await _show(page)


async def _show(
    page: Page, link: str = "", linked: str = "", *, error: str = "", title: str = "", place: str = ""
) -> Response:
    found = await page.read(_look, page.visit, page.language)
    return page.show(
        "desk/relay.html",
        status=422 if error else 200,
        error=error,
        given={"title": title, "place": place},
        title=page.sentences("public")["relay_desk"]["title"],
        w=page.sentences("public")["relay_desk"],
        link=link,
        linked=linked,
        **found,
    )


def _look(session: Session, now: datetime, here: Here, visit: Visit, language: str) -> dict[str, Any]:
    tree = desk_view.regions(session, here)
    carriers = desk_view.forwarders(session, here)
    rows = []
    for group in desk_view.relay_groups(session, here):
        if not visit.sees(group.region_id) or group.state not in (GroupState.BOUND, GroupState.PAUSED):
            continue
        fresh, bundle, standing = relay.ready(session, now, here, group)
        region = tree.get(group.region_id) if group.region_id is not None else None
        rows.append(
            {
                "id": group.id,
                "title": group.title,
                "place": groups.path(session, region) if region is not None else "",
                "carriers": [
                    (each.id, each.name, wording.masked(each.phone) if each.phone else "")
                    for each in carriers.get(group.id or 0, [])
                ],
                "waits": [each.code for each in (*fresh, *([bundle] if bundle is not None else []))],
                "urgent": any(each.urgent for each in (*fresh, *([bundle] if bundle is not None else []))),
                "standing": [each.code for each in standing],
                "kept": _kept(session, now, here, group, language),
                "names": _names(session, here, group),
            }
        )
    open_now = session.exec(
        select(Posting)
        .where(Posting.county_id == here.county_id, col(Posting.status).in_(ON_AIR), col(Posting.code).is_not(None))
        .order_by(col(Posting.id).desc())
    ).all()
    return {
        "rows": rows,
        "places": desk_view.places(session, tree, visit),
        "codes": [(row.code or "", wording.named(row)) for row in open_now if _keeps(visit, row)],
        "counts": desk_view.counts(session, now, here, visit),
    }


def _keeps(visit: Visit, row: Posting) -> bool:
    """Whether places of a posting can be kept by who looks: a gig's or freight's, of their own part of the tree."""
    return row.kind != "longterm" and visit.sees(row.region_id)


def _kept(session: Session, now: datetime, here: Here, group: Group, language: str) -> list[dict[str, Any]]:
    found = session.exec(
        select(Allotment, Posting).where(
            Allotment.county_id == here.county_id,
            Allotment.group_id == group.id,
            col(Allotment.returned_at).is_(None),
            Posting.county_id == Allotment.county_id,
            Posting.id == Allotment.posting_id,
        )
    )
    made = []
    for row, posting in found:
        until = row.until.astimezone(here.zone)
        made.append(
            {
                "code": posting.code or "",
                "name": wording.named(posting),
                "people": row.people,
                "left": relay_allot.left(session, here, row),
                "until": until.strftime("%m-%d %H:%M"),
            }
        )
    return made


def _names(session: Session, here: Here, group: Group) -> list[dict[str, Any]]:
    """Names of the group that stand for nobody else yet, and the people of the same name to tie them to."""
    made = []
    for row, person in relay_names.of_group(session, here, group.id or 0):
        if not row.name or person.name != row.name:
            continue
        others = session.exec(
            select(Person)
            .where(Person.county_id == here.county_id, Person.name == row.name, Person.id != person.id)
            .where(col(Person.forgotten_at).is_(None))
            .order_by(col(Person.id))
            .limit(5)
        ).all()
        if not others or any(each.id == row.person_id for each in others):
            continue
        choices = []
        for each in others:
            seen = session.exec(
                select(Signup.id).where(Signup.county_id == here.county_id, Signup.person_id == each.id).limit(1)
            ).first()
            phone = wording.masked(each.phone) if each.phone else _from(session, here, each) or f"#{each.id}"
            if seen is not None or each.phone:
                choices.append((each.id, f"{each.name} {phone}"))
        if choices:
            made.append({"name": row.name, "choices": choices})
    return made


def _from(session: Session, here: Here, person: Person) -> str:
    """The group in which somebody is known by name alone."""
    title = session.exec(
        select(Group.title)
        .join(RelayName, (col(RelayName.county_id) == Group.county_id) & (col(RelayName.group_id) == Group.id))
        .where(
            Group.county_id == here.county_id, RelayName.county_id == here.county_id, RelayName.person_id == person.id
        )
        .limit(1)
    ).first()
    return title or ""


# -- what the forms do --------------------------------------------------------

Act = Callable[..., Any]


def _of_desk(act: Act) -> Act:
    """The act, for people of the desk, and for groups, places and postings in their own part of the tree."""

    def run(session: Session, now: datetime, here: Here, *, sender: Sender, visit: Visit, **values: Any) -> Any:
        decisions.of_desk(session, now, here, sender)
        if "place" in values:
            values["region_id"] = _region(session, here, values.pop("place")).id
        group = session.get(Group, values["group_id"]) if "group_id" in values else None
        region_id = group.region_id if group is not None else values.get("region_id")
        if not visit.sees(region_id):
            raise Refused("web.not_yours")
        if "code" in values:
            named = by_code(session, here, values.pop("code"))
            if named is None:
                raise Refused("relay.no_posting")
            values["posting_id"] = may_see(session, here, visit, named.id or 0).id
        return act(session, now, here, **values)

    return run


def _region(session: Session, here: Here, place: str) -> Region:
    if not place:
        raise Refused("relay.which_place")
    return groups.region_typed(session, here, place)


def _until(now: datetime, here: Here, words: str) -> datetime:
    """The next time of this hour."""
    try:
        clock = time.fromisoformat(words)
    except ValueError:
        raise Refused("relay.allot_wrong", most=relay_allot.MOST) from None
    local = now.astimezone(here.zone)
    at = datetime.combine(local.date(), clock, here.zone)
    return at if at > local else at + timedelta(days=1)


def _allot(
    session: Session, now: datetime, here: Here, *, group_id: int, posting_id: int, people: int, until: str
) -> int:
    at = _until(now, here, until)
    return relay_allot.allot(session, now, here, group_id=group_id, posting_id=posting_id, people=people, until=at)


def _link(session: Session, now: datetime, here: Here, *, group_id: int, person_id: int, word: str) -> None:
    if not forwarders.carries(session, here, person_id, group_id):
        raise Refused("relay.not_yours")
    links.give(session, now, here, person_id=person_id, word=word)


async def change(page: Page) -> Response:
    """A form of the page, by its name."""
    what = page.request.path_params["what"]

    def number(name: str) -> int:
        given = page.given(name)
        return int(given) if given.isdecimal() else 0

    async def run(act: Act, **values: Any) -> Any:
        return await page.act(_of_desk(act), visit=page.visit, **values)

    words, group_id = page.sentences("public")["relay_desk"], number("group")
    if what == "group":
        title, place = page.given("title").strip(), page.given("place").strip()
        try:
            await run(relay_offer.make_group, title=title, place=place)
        except Refused as refused:
            return await _show(page, error=page.refused(refused), title=title, place=place)
    elif what in ("forwarder", "link"):
        word, name = accounts.word(), page.given("name")
        if what == "forwarder":
            phone = page.given("phone")
            await run(forwarders.new_forwarder, group_id=group_id, word=word, name=name, phone=phone)
        else:
            await run(_link, group_id=group_id, person_id=number("person"), word=word)
        base = page.app.config.web.public_url.rstrip("/") or str(page.request.base_url).rstrip("/")
        return await _show(page, f"{base}{page.county.base}/f/{word}", name)
    elif what == "carry":
        await run(forwarders.add_forwarder, group_id=group_id, person_id=page.visit.person_id)
        return page.back(f"carry#g{group_id}")
    elif what == "end":
        await run(forwarders.end_forwarder, group_id=group_id, person_id=number("person"))
    elif what == "allot":
        given_people = number("people")
        kept = await run(
            _allot, group_id=group_id, code=page.given("code"), people=given_people, until=page.given("until")
        )
        return page.back("relay", words["kept"].format(count=kept) if kept else words["none_free"], bad=not kept)
    elif what == "return":
        await run(relay_allot.give_back, group_id=group_id, code=page.given("code"))
    elif what == "tie":
        await run(relay_names.tie, group_id=group_id, name=page.given("name"), person_id=number("person"))
    else:
        raise Refused("desk.unknown")
    return page.back("relay", words["done"])
