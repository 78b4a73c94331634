"""Claim, finish, sweep: a job is claimed in a short transaction, worked on with none open, finished by its token."""

from incidents.jobs.claims import Claim, ClaimLost, claim, claim_next, enqueue, fail, finish, quarantine, retry
from incidents.jobs.sweeping import jobs_to_ring, reopen_expired

__all__ = [
    "Claim",
    "ClaimLost",
    "claim",
    "claim_next",
    "enqueue",
    "fail",
    "finish",
    "jobs_to_ring",
    "quarantine",
    "reopen_expired",
    "retry",
]
