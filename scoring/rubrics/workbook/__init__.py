"""Rubrics as workbooks: one sheet a section, one row a part, and back without loss."""
