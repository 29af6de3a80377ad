"""Cycles, self-assessments, their evidence and the frozen submissions."""
