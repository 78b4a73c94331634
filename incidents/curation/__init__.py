"""Stages that a person drives: propose, decide, link, review."""
