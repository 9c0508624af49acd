"""An index by which the last message to a person is found

Revision ID: 0006
Revises: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_delivery_person", "delivery", ["county_id", "person_id", "due_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_delivery_person", table_name="delivery")
