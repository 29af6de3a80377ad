"""Demonstration data: invented branches that walk the real workflow."""
