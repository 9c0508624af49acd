"""Work of which no day is fixed, why somebody was barred, the place that an invited forwarder carries to

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("posting", schema=None) as batch:
        batch.add_column(sa.Column("any_day", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("employer", schema=None) as batch:
        batch.add_column(sa.Column("barred_why", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""))
    with op.batch_alter_table("invitation", schema=None) as batch:
        batch.add_column(sa.Column("region_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch.create_foreign_key(
            op.f("fk_invitation_county_id_region_id"), "region", ["county_id", "region_id"], ["county_id", "id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("invitation", schema=None) as batch:
        batch.drop_constraint(op.f("fk_invitation_county_id_region_id"), type_="foreignkey")
        batch.drop_column("region_id")
    with op.batch_alter_table("employer", schema=None) as batch:
        batch.drop_column("barred_why")
    with op.batch_alter_table("posting", schema=None) as batch:
        batch.drop_column("any_day")
