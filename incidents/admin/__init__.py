"""Django's admin over the write side: look, correct names and sources, retry jobs.

Facts are decided on the review page. Thin: every change of curated content goes through incidents/curation.
"""

from django.contrib import admin

from incidents.admin import articles, incidents, jobs, letters, parties, sources

__all__ = ["articles", "incidents", "jobs", "letters", "parties", "sources"]

admin.site.site_header = "Privacy Incident Knowledge Base"
admin.site.site_title = "Privacy Incident Knowledge Base"
admin.site.index_title = "Records"
admin.site.index_template = "review/admin_index.html"
