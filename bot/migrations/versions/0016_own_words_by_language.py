"""A station's own words stand under the language that they are in

Whose words hold is known from the words alone here: the config, which names the county's language, is not read.

Revision ID: 0016
Revises: 0015
"""

import json
import re

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

HAN = re.compile(r"[\u3400-\u9fff]")
setting = sa.table("setting", sa.column("id"), sa.column("county_id"), sa.column("key"), sa.column("value", sa.Text))


def _kept() -> list[tuple[int, int, str, str]]:
    words = sa.cast(setting.c.value, sa.Text)
    rows = op.get_bind().execute(
        sa.select(setting.c.id, setting.c.county_id, setting.c.key, words)
        .where(setting.c.key.like("texts.%"))
        .order_by(setting.c.key.desc(), setting.c.id)  # zh before en
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _rename(row: int, key: str) -> None:
    op.get_bind().execute(sa.update(setting).where(setting.c.id == row).values(key=key))


def upgrade() -> None:
    for row, _, key, value in _kept():
        language = "zh" if HAN.search(str(json.loads(value))) else "en"
        _rename(row, f"texts.{language}.{key.removeprefix('texts.')}")


def downgrade() -> None:
    seen = set()
    for row, county, key, _ in _kept():
        bare = re.sub(r"^texts\.(zh|en)\.", "texts.", key)
        if (county, bare) in seen:  # one row a sentence there
            op.get_bind().execute(sa.delete(setting).where(setting.c.id == row))
        else:
            seen.add((county, bare))
            _rename(row, bare)
