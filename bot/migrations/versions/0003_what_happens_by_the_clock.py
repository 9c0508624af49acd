"""What happens by the clock

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "issue",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_issue_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_issue_county_id_id")),
        sa.UniqueConstraint("county_id", "kind", "day", name=op.f("uq_issue_county_id_kind_day")),
        sa.UniqueConstraint("county_id", "number", name=op.f("uq_issue_county_id_number")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("rhythm", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("audience", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("except_days", sa.JSON(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("stopped_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_id", "made_by_id"], ["person.county_id", "person.id"], name=op.f("fk_notice_county_id_made_by_id")
        ),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_notice_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_notice_county_id_id")),
    )
    op.create_table(
        "group_forwarder",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_id", "group_id"],
            ["chat_group.county_id", "chat_group.id"],
            name=op.f("fk_group_forwarder_county_id_group_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "person_id"],
            ["person.county_id", "person.id"],
            name=op.f("fk_group_forwarder_county_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_group_forwarder_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_forwarder")),
        sa.UniqueConstraint(
            "county_id", "group_id", "person_id", name=op.f("uq_group_forwarder_county_id_group_id_person_id")
        ),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_group_forwarder_county_id_id")),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("done_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("done_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_id", "done_by_id"], ["person.county_id", "person.id"], name=op.f("fk_visit_county_id_done_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "employer_id"],
            ["employer.county_id", "employer.id"],
            name=op.f("fk_visit_county_id_employer_id"),
        ),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_visit_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("county_id", "employer_id", "month", name=op.f("uq_visit_county_id_employer_id_month")),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_visit_county_id_id")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("signup_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("posting_day_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("pay_asked", sa.Boolean(), nullable=False),
        sa.Column("work_ok", sa.Boolean(), nullable=True),
        sa.Column("paid_ok", sa.Boolean(), nullable=True),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("complaint_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["county_id", "complaint_id"],
            ["complaint.county_id", "complaint.id"],
            name=op.f("fk_feedback_county_id_complaint_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "person_id"], ["person.county_id", "person.id"], name=op.f("fk_feedback_county_id_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "posting_day_id"],
            ["posting_day.county_id", "posting_day.id"],
            name=op.f("fk_feedback_county_id_posting_day_id"),
        ),
        sa.ForeignKeyConstraint(
            ["county_id", "signup_id"], ["signup.county_id", "signup.id"], name=op.f("fk_feedback_county_id_signup_id")
        ),
        sa.ForeignKeyConstraint(["county_id"], ["county.id"], name=op.f("fk_feedback_county_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("county_id", "id", name=op.f("uq_feedback_county_id_id")),
        sa.UniqueConstraint(
            "county_id", "signup_id", "posting_day_id", name=op.f("uq_feedback_county_id_signup_id_posting_day_id")
        ),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_person", ["county_id", "person_id", "asked_at"], unique=False)

    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("regular", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("posting_day", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reported", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reported_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))


def downgrade() -> None:

    with op.batch_alter_table("posting_day", schema=None) as batch_op:
        batch_op.drop_column("reported_at")
        batch_op.drop_column("reported")

    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.drop_column("regular")

    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_index("ix_feedback_person")

    op.drop_table("feedback")
    op.drop_table("visit")
    op.drop_table("group_forwarder")
    op.drop_table("notice")
    op.drop_table("issue")
