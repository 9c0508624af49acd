"""Relay groups: carried texts, allotments, names, own pages

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "relay_name",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_id", "group_id"],
            ["chat_group.county_id", "chat_group.id"],
            name=op.f("fk_relay_name_county_id_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "person_id"],
            ["person.county_id", "person.id"],
            name=op.f("fk_relay_name_county_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_relay_name_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay_name")),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_relay_name_county_id_id")),
    )
    with op.batch_alter_table("relay_name", schema=None) as batch_op:
        batch_op.create_index("ix_relay_name_group", ["county_id", "group_id", "name"], unique=False)

    op.create_table(
        "relay_read",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("mark", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_id", "group_id"],
            ["chat_group.county_id", "chat_group.id"],
            name=op.f("fk_relay_read_county_id_group_id"),
        ),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_relay_read_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay_read")),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_relay_read_county_id_id")),
    )
    with op.batch_alter_table("relay_read", schema=None) as batch_op:
        batch_op.create_index("ix_relay_read_key", ["county_id", "group_id", "key"], unique=False)

    op.create_table(
        "allotment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("posting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("returned_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_id", "group_id"],
            ["chat_group.county_id", "chat_group.id"],
            name=op.f("fk_allotment_county_id_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "posting_id"],
            ["posting.county_id", "posting.id"],
            name=op.f("fk_allotment_county_id_posting_id"),
        ),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_allotment_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allotment")),
        sa.UniqueConstraint(
            "county_id", "group_id", "posting_id", name=op.f("uq_allotment_county_id_group_id_posting_id")
        ),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_allotment_county_id_id")),
    )
    op.create_table(
        "page_try",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_page_try_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_try")),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_page_try_county_id_id")),
    )
    with op.batch_alter_table("page_try", schema=None) as batch_op:
        batch_op.create_index("ix_page_try_key", ["county_id", "key", "at"], unique=False)

    op.create_table(
        "person_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("posting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_id", "person_id"],
            ["person.county_id", "person.id"],
            name=op.f("fk_person_link_county_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "posting_id"],
            ["posting.county_id", "posting.id"],
            name=op.f("fk_person_link_county_id_posting_id"),
        ),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_person_link_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_link")),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_person_link_county_id_id")),
        sa.UniqueConstraint("county_id", "token_hash", name=op.f("uq_person_link_county_id_token_hash")),
    )
    with op.batch_alter_table("person_link", schema=None) as batch_op:
        batch_op.create_index("ix_person_link_person", ["county_id", "person_id", "kind"], unique=False)

    op.create_table(
        "relay_copy",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("posting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("carried_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("carried_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shown", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("shown_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_id", "carried_by_id"],
            ["person.county_id", "person.id"],
            name=op.f("fk_relay_copy_county_id_carried_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "group_id"],
            ["chat_group.county_id", "chat_group.id"],
            name=op.f("fk_relay_copy_county_id_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "posting_id"],
            ["posting.county_id", "posting.id"],
            name=op.f("fk_relay_copy_county_id_posting_id"),
        ),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_relay_copy_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay_copy")),
        sa.UniqueConstraint(
            "county_id", "group_id", "posting_id", name=op.f("uq_relay_copy_county_id_group_id_posting_id")
        ),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_relay_copy_county_id_id")),
    )
    with op.batch_alter_table("relay_copy", schema=None) as batch_op:
        batch_op.create_index("ix_relay_copy_posting", ["county_id", "posting_id"], unique=False)

    op.create_table(
        "allotment_day",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("allotment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("posting_day_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.CheckConstraint("held >= 0", name=op.f("ck_allotment_day_no_seat_below_none")),
        sa.ForeignKeyConstraint(
            ["county_id", "allotment_id"],
            ["allotment.county_id", "allotment.id"],
            name=op.f("fk_allotment_day_county_id_allotment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "posting_day_id"],
            ["posting_day.county_id", "posting_day.id"],
            name=op.f("fk_allotment_day_county_id_posting_day_id"),
        ),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_allotment_day_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allotment_day")),
        sa.UniqueConstraint(
            "county_id",
            "allotment_id",
            "posting_day_id",
            name=op.f("uq_allotment_day_county_id_allotment_id_posting_day_id"),
        ),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_allotment_day_county_id_id")),
    )


def downgrade() -> None:

    op.drop_table("allotment_day")
    with op.batch_alter_table("relay_copy", schema=None) as batch_op:
        batch_op.drop_index("ix_relay_copy_posting")

    op.drop_table("relay_copy")
    with op.batch_alter_table("person_link", schema=None) as batch_op:
        batch_op.drop_index("ix_person_link_person")

    op.drop_table("person_link")
    with op.batch_alter_table("page_try", schema=None) as batch_op:
        batch_op.drop_index("ix_page_try_key")

    op.drop_table("page_try")
    op.drop_table("allotment")
    with op.batch_alter_table("relay_read", schema=None) as batch_op:
        batch_op.drop_index("ix_relay_read_key")

    op.drop_table("relay_read")
    with op.batch_alter_table("relay_name", schema=None) as batch_op:
        batch_op.drop_index("ix_relay_name_group")

    op.drop_table("relay_name")
