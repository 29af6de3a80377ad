"""The rules: plain Python, Decimal, frozen dataclasses. Imports nothing of ours and no Django."""
