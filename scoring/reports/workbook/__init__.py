"""The yearly workbook: official, Chinese, printed on A4."""
