"""Revisions by time"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Revisions by time"""
    op.create_index("ix_revision_document_id_at", "revision", ["document_id", "at"])


def downgrade() -> None:
    """Undo it."""
    op.drop_index("ix_revision_document_id_at", "revision")
