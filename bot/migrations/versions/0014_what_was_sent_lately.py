"""What was sent lately and what waits are found by an index each; rows that an index says nothing of stay out of it

Revision ID: 0014
Revises: 0013
"""

from alembic import op
from sqlalchemy import text

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DUE_BEFORE = ["county_id", "messenger", "bot", "state", "priority", "due_at"]
DUE = ["county_id", "state", "messenger", "bot", "priority", "due_at"]
SENT = ["county_id", "messenger", "bot", "sent_at"]
MESSAGE = ["county_id", "messenger", "bot", "chat_id", "message_id"]
TARGET = ["county_id", "target_id", "state"]


def _of_those_with(column: str, name: str, columns: list[str]) -> None:
    known = text(f"{column} IS NOT NULL")
    op.create_index(name, "delivery", columns, unique=False, sqlite_where=known, postgresql_where=known)


def upgrade() -> None:
    for name in ("ix_delivery_due", "ix_delivery_message", "ix_delivery_target"):
        op.drop_index(name, "delivery")
    op.create_index("ix_delivery_due", "delivery", DUE, unique=False)
    _of_those_with("sent_at", "ix_delivery_sent", SENT)
    _of_those_with("message_id", "ix_delivery_message", MESSAGE)
    _of_those_with("target_id", "ix_delivery_target", TARGET)


def downgrade() -> None:
    for name in ("ix_delivery_target", "ix_delivery_message", "ix_delivery_sent", "ix_delivery_due"):
        op.drop_index(name, "delivery")
    op.create_index("ix_delivery_due", "delivery", DUE_BEFORE, unique=False)
    op.create_index("ix_delivery_message", "delivery", MESSAGE, unique=False)
    op.create_index("ix_delivery_target", "delivery", TARGET, unique=False)
