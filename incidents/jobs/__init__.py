"""Claim, finish, sweep: a job is claimed in a short transaction, worked on with none open, finished by its token."""

from incidents.jobs.claims import Claim, ClaimLost, claim, claim_next, enqueue, fail, finish, quarantine, retry
from incidents.jobs.sweeping import due_job_ids, reopen_expired

__all__ = [
    "Claim",
    "ClaimLost",
    "claim",
    "claim_next",
    "due_job_ids",
    "enqueue",
    "fail",
    "finish",
    "quarantine",
    "reopen_expired",
    "retry",
]
