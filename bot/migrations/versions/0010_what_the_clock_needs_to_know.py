"""Texts that people carry, terms that held before, the day that a call is about

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _reference(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_county_id_{column}"
    return sa.ForeignKeyConstraint(["county_id", column], [f"{other}.county_id", f"{other}.id"], name=op.f(name))


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "relay_text",
        sa.Column("id", _id(), nullable=False),
        sa.Column("county_id", _id(), nullable=False),
        sa.Column("dedupe_key", words(), nullable=False),
        sa.Column("group_id", _id(), nullable=False),
        sa.Column("kind", words(), nullable=False),
        sa.Column("name", words(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("posting_ids", sa.JSON(), nullable=False),
        sa.Column("made_at", moment(), nullable=False),
        sa.Column("good_until", moment(), nullable=False),
        sa.Column("carried_at", moment(), nullable=True),
        sa.Column("carried_by_id", _id(), nullable=True),
        _reference("relay_text", "group_id", "chat_group"),
        _reference("relay_text", "carried_by_id", "person"),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_relay_text_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay_text")),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_relay_text_county_id_id")),
        sa.UniqueConstraint("county_id", "dedupe_key", name=op.f("uq_relay_text_county_id_dedupe_key")),
    )
    op.create_index("ix_relay_text_group", "relay_text", ["county_id", "group_id", "good_until"])
    op.create_table(
        "posting_terms",
        sa.Column("id", _id(), nullable=False),
        sa.Column("county_id", _id(), nullable=False),
        sa.Column("posting_id", _id(), nullable=False),
        sa.Column("held_until", moment(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        _reference("posting_terms", "posting_id", "posting"),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_posting_terms_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting_terms")),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_posting_terms_county_id_id")),
    )
    op.create_index("ix_posting_terms_posting", "posting_terms", ["county_id", "posting_id", "held_until"])
    with op.batch_alter_table("call") as batch:
        batch.add_column(sa.Column("day", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("call") as batch:
        batch.drop_column("day")
    op.drop_index("ix_posting_terms_posting", "posting_terms")
    op.drop_table("posting_terms")
    op.drop_index("ix_relay_text_group", "relay_text")
    op.drop_table("relay_text")
