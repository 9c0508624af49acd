"""What grows is found by an index: a person's signups, a group's copy of a posting, what is planned about a subject

Revision ID: 0011
Revises: 0010
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_delivery_posting", "delivery")
    op.create_index("ix_delivery_posting", "delivery", ["county_id", "posting_id", "kind", "group_id"])
    op.create_index("ix_signup_person", "signup", ["county_id", "person_id"])
    op.create_index("ix_due_subject", "due", ["county_id", "kind", "subject_id"])
    op.create_index("ix_guest_person", "guest", ["county_id", "person_id"])
    op.create_index("ix_guest_name", "guest", ["county_id", "name"])


def downgrade() -> None:
    op.drop_index("ix_guest_name", "guest")
    op.drop_index("ix_guest_person", "guest")
    op.drop_index("ix_due_subject", "due")
    op.drop_index("ix_signup_person", "signup")
    op.drop_index("ix_delivery_posting", "delivery")
    op.create_index("ix_delivery_posting", "delivery", ["county_id", "posting_id", "kind"])
