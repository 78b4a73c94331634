"""`manage.py ingest PATH_OR_URL`: put one article through the pipeline now and print what was proposed."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from incidents import jobs, pipeline
from incidents.curation import extractors, rules, words
from incidents.ingestion import single
from incidents.models import Article, Fact, Job
from incidents.partial_dates import InvalidPartialDate, PartialDate

_PATIENCE_SECONDS = 120.0


class Command(BaseCommand):
    help = "Fetch or read one article, extract facts, and print them by kind with their words and offsets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("article", metavar="PATH_OR_URL", help="a text or HTML file, or a public http(s) address")
        parser.add_argument("--url", help="the address that a file's text was published at")
        parser.add_argument("--published-on", help="YYYY-MM-DD, YYYY-MM or YYYY; wins over the page's own date")
        parser.add_argument("--publisher", help="who published it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            taken = self._take_in(options)
        except (single.NotTakenIn, InvalidPartialDate) as error:
            raise CommandError(str(error), returncode=2) from error
        article = taken.version.article
        if not taken.job_ids:
            self.stdout.write("This text is known: nothing was extracted again.")
        for job_id in taken.job_ids:
            self._extract(job_id)
        self._report(article)

    def _take_in(self, options: dict[str, Any]) -> single.TakenIn:
        stated = PartialDate.parse(options["published_on"]).value if options["published_on"] else None
        what: dict[str, Any] = {
            "published_on": stated,
            "publisher": options["publisher"],
            "extractors": extractors.labels(),
        }
        if options["article"].startswith(("http://", "https://")):
            if options["url"]:
                raise single.NotTakenIn("--url is for files; the article's address is given already")
            return single.take_in_url(options["article"], **what)
        return single.take_in_file(Path(options["article"]), url=options["url"], **what)

    def _extract(self, job_id: int) -> None:
        """Do the extraction here, or wait for the worker that was quicker."""
        held = jobs.claim(job_id)
        if held is not None:
            pipeline.run(held)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (job := Job.objects.get(pk=job_id)).state in ("due", "working"):
            if job.reason or time.monotonic() > deadline:
                raise CommandError(f"the extraction is not done: {job.reason or job.state}: {job.detail or ''}")
            time.sleep(0.2)
        if job.state == "quarantined":
            raise CommandError(f"the extraction failed: {job.reason}: {job.detail}")

    def _report(self, article: Article) -> None:
        version = article.latest
        assert version is not None
        self.stdout.write(f"{article.public_id}  {article.url}  version {version.number}")
        self.stdout.write(f"{version.title or 'no title'}; published {version.published_on or 'on an unknown day'}")
        open_facts = article.facts.awaiting_review().prefetch_related("evidence")
        for kind, name in words.KIND_NAMES.items():
            self._report_kind(name, [fact for fact in open_facts if fact.kind == kind])
        if not open_facts:
            self.stdout.write("No facts are proposed.")
        links = article.incident_links.filter(state="proposed").order_by("incident_number", "-score")
        for link in links.select_related("incident"):
            self.stdout.write(f"incident {link.incident_number} would join {link.incident}: {link.reason}")
        if open_facts and not links:
            self.stdout.write("It would open a new incident.")

    def _report_kind(self, name: str, facts: list[Fact]) -> None:
        if not facts:
            return
        self.stdout.write(f"\n{name} ({len(facts)})")
        for fact in facts:
            said = words.describe(fact.kind, rules.read(fact.detail()))
            for evidence in fact.evidence.all():
                quote = " ".join(evidence.quote.split())
                quote = quote if len(quote) <= 80 else quote[:77] + "…"
                self.stdout.write(
                    f"  {said}  “{quote}” [{evidence.start}:{evidence.end}] incident {fact.incident_number}"
                )
