"""The large path: linear programs of very many columns, solved by prices of their few long rows."""
