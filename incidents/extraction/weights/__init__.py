"""Fitted numbers, one file per kind, written by `incidents.extraction.fitting`."""
