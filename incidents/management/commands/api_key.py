"""`manage.py api_key`: make, list, renew and revoke keys of the API, with limits of their own where that is wanted."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from incidents.intake import keys
from incidents.intake.models import SCOPES, ApiKey

ALIAS = "default"  # an operator's process has the write side


class Command(BaseCommand):
    help = "Make, list, renew and revoke API keys. A key is printed once, when it is made."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        make = acts.add_parser("issue", help="make a key and print it")
        make.add_argument("name", help="what it is for")
        make.add_argument("--scopes", default="read", help=f"between commas: {', '.join(SCOPES)} (read)")
        make.add_argument("--days", type=int, default=365, help="until it expires; 0: never (365)")
        make.add_argument("--contact", default="", help="an e-mail address")
        make.add_argument("--rate", default="", help="limits of its own, such as 600/min,200000/day")
        acts.add_parser("list", help="print all keys, by their beginnings")
        renew = acts.add_parser("rotate", help="make a new key; the old one works on for a day")
        renew.add_argument("prefix", help="the eight characters after pikb_")
        renew.add_argument("--days", type=int, default=365)
        revoke = acts.add_parser("revoke", help="end a key at once")
        revoke.add_argument("prefix", help="the eight characters after pikb_")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['act']}")(options)

    def _issue(self, options: dict[str, Any]) -> None:
        try:
            _, text = keys.issue(
                name=options["name"],
                scopes=[part.strip() for part in options["scopes"].split(",")],
                days=options["days"] or None,
                contact=options["contact"],
                rate=options["rate"],
                alias=ALIAS,
            )
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(text)

    def _list(self, options: dict[str, Any]) -> None:
        for key in ApiKey.objects.using(ALIAS).order_by("created_at"):
            ends = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "never expires"
            if key.expires_at and not key.revoked_at:
                ends = f"expires {key.expires_at:%Y-%m-%d}"
            used = f"last used {key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used"
            self.stdout.write(f"{key.prefix}  {','.join(key.scopes)}  {ends}  {used}  {key.name}")

    def _rotate(self, options: dict[str, Any]) -> None:
        _, text = keys.renew(self._key(options["prefix"]), days=options["days"] or None, alias=ALIAS)
        self.stdout.write(text)

    def _revoke(self, options: dict[str, Any]) -> None:
        keys.revoke(self._key(options["prefix"]), alias=ALIAS)
        self.stdout.write(f"{options['prefix']} is revoked")

    def _key(self, prefix: str) -> ApiKey:
        key = ApiKey.objects.using(ALIAS).filter(prefix=prefix.removeprefix("pikb_")[:8]).first()
        if key is None:
            raise CommandError(f"there is no key that begins with {prefix!r}", returncode=2)
        return key
