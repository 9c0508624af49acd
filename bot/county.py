"""A county's rows at the start: itself and its tree, brought in line with the CSV. The same again changes nothing."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from bot.config import CountySettings
from bot.models import County, Region
from nlp.gazetteer import Gazetteer


def ensure(session: Session, now: datetime, settings: CountySettings, gazetteer: Gazetteer) -> int:
    """The county's id; its row and its regions are there afterwards."""
    county = session.exec(select(County).where(County.slug == settings.slug)).first()
    if county is None:
        county = County(slug=settings.slug, name=gazetteer.name, region_code=gazetteer.code)
        session.add(county)
        session.flush()
    assert county.id is not None
    known = {row.code: row for row in session.exec(select(Region).where(Region.county_id == county.id))}
    order = {"county": 0, "township": 1, "village": 2}
    for region in sorted(gazetteer.regions, key=lambda each: order[each.level]):
        row = known.get(region.code)
        if row is not None:
            continue
        parent = known.get(region.parent or "")
        row = Region(
            county_id=county.id,
            code=region.code,
            level=region.level,
            name=gazetteer.short(region),
            parent_id=parent.id if parent else None,
        )
        session.add(row)
        session.flush()
        known[region.code] = row
    return county.id
