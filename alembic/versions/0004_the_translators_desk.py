"""The translators' desk"""

import sqlalchemy as sa

from alembic import op
from portal.record import immutability

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The translators' desk"""
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("translation_id", sa.Integer(), nullable=False),
        sa.Column("for_text", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["for_text"], ["blob.digest"], name=op.f("fk_review_for_text")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_person_id")),
        sa.ForeignKeyConstraint(
            ["translation_id"], ["translation.id"], name=op.f("fk_review_translation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_translation_id"), "review", ["translation_id"])
    op.create_table(
        "waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_waiver_person_id")),
        sa.ForeignKeyConstraint(["uid"], ["segment.uid"], name=op.f("fk_waiver_uid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
        sa.UniqueConstraint(
            "uid", "language", "kind", "detail", name=op.f("uq_waiver_uid_language_kind_detail")
        ),
    )
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_upload_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_upload_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_upload_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_index(op.f("ix_upload_document_id"), "upload", ["document_id"])
    op.create_table(
        "jotting",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("for_text", sa.String(length=64), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_jotting_person_id")),
        sa.ForeignKeyConstraint(["uid"], ["segment.uid"], name=op.f("fk_jotting_uid")),
        sa.PrimaryKeyConstraint("uid", "language", "person_id", name=op.f("pk_jotting")),
    )
    op.create_table(
        "subscription",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_subscription_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_subscription_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "document_id", name=op.f("pk_subscription")),
    )
    op.create_table(
        "access_key",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_key_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_access_key")),
        sa.UniqueConstraint("person_id", name=op.f("uq_access_key_person_id")),
    )
    op.create_table(
        "concept",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept")),
        sa.UniqueConstraint("key", name=op.f("uq_concept_key")),
    )
    op.create_table(
        "memory_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["blob.digest"], name=op.f("fk_memory_text_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory_text")),
        sa.UniqueConstraint("digest", name=op.f("uq_memory_text_digest")),
    )
    op.create_table(
        "memory_word",
        sa.Column("word", sa.BigInteger(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["text_id"], ["memory_text.id"], name=op.f("fk_memory_word_text_id")
        ),
        sa.PrimaryKeyConstraint("word", "text_id", name=op.f("pk_memory_word")),
    )
    op.create_table(
        "interface_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_interface_text_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_interface_text_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interface_text")),
    )
    op.create_index(op.f("ix_interface_text_language"), "interface_text", ["language"])
    # Not in a batch: that makes SQLite's table anew, without its triggers.
    op.add_column("person", sa.Column("credited", sa.Boolean(), nullable=True))
    op.add_column("document", sa.Column("own_review", sa.Boolean(), nullable=True))
    op.add_column("translation", sa.Column("upload_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_translation_upload_id"), "translation", ["upload_id"])
    op.create_index("ix_translation_for_text_language", "translation", ["for_text", "language"])

    for statement in immutability.create(op.get_bind().dialect.name, immutability.FOURTH):
        op.execute(statement)


def downgrade() -> None:
    """Undo it."""
    for statement in immutability.drop(op.get_bind().dialect.name, immutability.FOURTH):
        op.execute(statement)

    op.drop_index("ix_translation_for_text_language", table_name="translation")
    op.drop_index(op.f("ix_translation_upload_id"), table_name="translation")
    op.drop_column("translation", "upload_id")
    op.drop_column("document", "own_review")
    op.drop_column("person", "credited")

    op.drop_index(op.f("ix_interface_text_language"), table_name="interface_text")
    op.drop_table("interface_text")
    op.drop_table("memory_word")
    op.drop_table("memory_text")
    op.drop_table("concept")
    op.drop_table("access_key")
    op.drop_table("subscription")
    op.drop_table("jotting")
    op.drop_index(op.f("ix_upload_document_id"), table_name="upload")
    op.drop_table("upload")
    op.drop_table("waiver")
    op.drop_index(op.f("ix_review_translation_id"), table_name="review")
    op.drop_table("review")
