"""Runs the migrations on the connection that the ledger hands over, inside its transaction."""

from alembic import context

from sayso.ledger.schema import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    transactional_ddl=False,  # the ledger opened the transaction, for all the migrations together
)
context.run_migrations()
