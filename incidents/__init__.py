"""Privacy incidents: what was claimed, by whom, in which words – and what a person accepted of it.

The parts, in the order in which data flows (each imports only what stands above it):

partial_dates  dates that know their precision: 2018, 2018-03, 2018-03-17
vocabularies   code lists with standard, source term and match
proposed       the extraction contract: facts as proposed, tied to their words
models         the write side: sources, articles, incidents, parties, facts, decisions, jobs
published      the read side: what the public may see, and nothing else
intake         the letter box: submissions, corrections and API keys, with a role of its own
jobs           claim, finish, sweep: PostgreSQL is the truth, Celery the bell
outbound       the guarded HTTP client and the sandbox for hostile bytes
ingestion      feeds and pages -> article versions with canonical text
extraction     text -> proposed facts
curation       proposals, decisions, the review page
publication    accepted facts -> published revisions and changes
admin, tasks, management   entry points
"""
