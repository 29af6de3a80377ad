"""Journeys: a real browser in front of a real installation, from the address bar to the paper."""
