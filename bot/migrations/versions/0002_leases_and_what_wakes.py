"""Leases, indexes that the pump and the copies are found by, and what wakes other processes

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# PostgreSQL tells every process that listens, once for each transaction and county; SQLite has one process.
WAKE = """
CREATE FUNCTION dalaba_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('dalaba', TG_TABLE_NAME || ':' || county_id) FROM (SELECT DISTINCT county_id FROM fresh) AS told;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("holder", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_lease_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease")),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_lease_county_id_id")),
        sa.UniqueConstraint("county_id", "name", name=op.f("uq_lease_county_id_name")),
    )
    op.drop_index("ix_delivery_due", table_name="delivery")
    op.create_index(
        "ix_delivery_due", "delivery", ["county_id", "messenger", "bot", "state", "priority", "due_at"], unique=False
    )
    op.create_index("ix_delivery_posting", "delivery", ["county_id", "posting_id", "kind"], unique=False)
    op.create_index("ix_delivery_group", "delivery", ["county_id", "group_id", "due_at"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(WAKE)
        for table in ("delivery", "inbox"):
            op.execute(
                f"CREATE TRIGGER dalaba_wake_{table} AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh "
                "FOR EACH STATEMENT EXECUTE FUNCTION dalaba_wake()"
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in ("delivery", "inbox"):
            op.execute(f"DROP TRIGGER dalaba_wake_{table} ON {table}")
        op.execute("DROP FUNCTION dalaba_wake()")
    op.drop_index("ix_delivery_group", table_name="delivery")
    op.drop_index("ix_delivery_posting", table_name="delivery")
    op.drop_index("ix_delivery_due", table_name="delivery")
    op.create_index("ix_delivery_due", "delivery", ["messenger", "bot", "state", "priority", "due_at"], unique=False)
    op.drop_table("lease")
