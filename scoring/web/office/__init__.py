"""Desk: office."""
