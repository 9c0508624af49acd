"""Benches: measured on the machine they run on, printed as tables by `make bench`."""
