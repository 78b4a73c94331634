"""`manage.py install_broker`: prepare the queue inside PostgreSQL, where that is the broker."""

from typing import Any

from django.core.management.base import BaseCommand

from incidents.jobs import broker


class Command(BaseCommand):
    help = "Create the queue's tables where CELERY_BROKER_URL is pgmq://…; nothing to do for other brokers."

    def handle(self, *args: Any, **options: Any) -> None:
        if not broker.is_embedded():
            self.stdout.write("The broker is a server of its own; nothing to install.")
        elif broker.install():
            self.stdout.write("Created the queue's tables (schema pgmq).")
        else:
            self.stdout.write("The queue's tables are there.")
