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
    known = dict(session.exec(select(Region.code, Region.id).where(Region.county_id == county.id)).all())
    for level in ("county", "township", "village"):  # a level's parents are numbered before it
        fresh = [
            Region(
                county_id=county.id,
                code=region.code,
                level=region.level,
                name=gazetteer.short(region),
                parent_id=known.get(region.parent or ""),
            )
            for region in gazetteer.regions
            if region.level == level and region.code not in known
        ]
        session.add_all(fresh)
        session.flush()
        known.update({row.code: row.id for row in fresh})
    return county.id
