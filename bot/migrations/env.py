"""Alembic's way in: it runs on the engine that `bot.db.migrate` hands over."""

from alembic import context

from bot import models

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=models.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
