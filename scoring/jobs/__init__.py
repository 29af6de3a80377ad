"""The outbox: what is owed, written in the transaction that owes it."""
