"""Which row another was put together with, so that its number and name still lead there

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("person", sa.Column("same_as_id", ID, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch:
        batch.drop_column("same_as_id")
