"""The reader in the browser (an extra): `create_app` makes it, `sayso serve` runs it."""
