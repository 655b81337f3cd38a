"""Alembic's door: run the migrations on the connection that ``register.migrating`` hands over."""

from __future__ import annotations

from alembic import context

# SQLite takes table definitions into a transaction too, so a killed migration leaves the old register.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
