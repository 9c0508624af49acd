"""Workers registered at the desk: trade, distance, hours, consent

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "worker_card",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("trades", sa.JSON(), nullable=False),
        sa.Column("reach", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("consent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_id", "person_id"],
            ["person.county_id", "person.id"],
            name=op.f("fk_worker_card_county_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "made_by_id"],
            ["person.county_id", "person.id"],
            name=op.f("fk_worker_card_county_id_made_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "region_id"],
            ["region.county_id", "region.id"],
            name=op.f("fk_worker_card_county_id_region_id"),
        ),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_worker_card_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_card")),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_worker_card_county_id_id")),
        sa.UniqueConstraint("county_id", "person_id", name=op.f("uq_worker_card_county_id_person_id")),
    )


def downgrade() -> None:
    op.drop_table("worker_card")
