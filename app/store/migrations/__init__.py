"""Alembic's folder: `env.py` and one file per change of the tables, in `versions/`. Run by `app.store.migrate`."""
