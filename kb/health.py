"""Whether the process lives, and whether it can serve: for supervisors and load balancers."""

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers, the read role may read, migrations are applied; 503 with the reasons otherwise."""
    problems = {}
    try:
        with connections["published"].cursor() as cursor:
            cursor.execute("SELECT 1 FROM published_incidentrevision LIMIT 1")
    except DatabaseError as error:
        problems["published"] = type(error).__name__
    if settings.COMPONENT == "all" and not problems:
        try:
            executor = MigrationExecutor(connections["default"])
            if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
                problems["migrations"] = f"{len(waiting)} not applied"
        except DatabaseError as error:
            problems["default"] = type(error).__name__
    if problems:
        return JsonResponse({"status": "unavailable", "problems": problems}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"status": "ready"})
