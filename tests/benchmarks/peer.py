"""What most projects write: the same list by ModelSerializer, prefetch and CursorPagination, on the write side."""

from django.db.models import Prefetch
from rest_framework import generics, serializers
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import JSONRenderer

from incidents.models import AffectedEstimate, Evidence, Incident, PartyRole, RemediationStep


class EvidenceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Evidence
        fields = ["article_version", "start", "end", "quote"]


class EstimateSerializer(serializers.ModelSerializer):
    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = AffectedEstimate
        fields = ["public_id", "low", "best", "high", "bound", "measure", "claimant_name", "claimed_on", "evidence"]


class RoleSerializer(serializers.ModelSerializer):
    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = PartyRole
        fields = ["public_id", "name", "party_kind", "roles", "status", "evidence"]


class RemediationSerializer(serializers.ModelSerializer):
    evidence = EvidenceSerializer(many=True)

    class Meta:
        model = RemediationStep
        fields = ["public_id", "action", "actor_name", "status", "verification", "done_on", "evidence"]


class IncidentSerializer(serializers.ModelSerializer):
    estimates = EstimateSerializer(many=True)
    roles = RoleSerializer(many=True)
    remediations = RemediationSerializer(many=True)

    class Meta:
        model = Incident
        fields = ["public_id", "title", "summary", "status", "veracity", "estimates", "roles", "remediations"]


def _of(model: type, name: str) -> Prefetch:
    rows = model.objects.accepted().prefetch_related("evidence")  # type: ignore[attr-defined]
    return Prefetch("facts", queryset=rows, to_attr=name)


class Paging(CursorPagination):
    page_size = 50
    ordering = "-modified_at"


class IncidentList(generics.ListAPIView):
    """Fifty incidents with their estimates, roles and remediations, newest change first."""

    serializer_class = IncidentSerializer
    pagination_class = Paging
    renderer_classes = [JSONRenderer]
    throttle_classes: list[type] = []

    def get_queryset(self):
        return Incident.objects.filter(state="published").prefetch_related(
            _estimates(), _of(PartyRole, "roles"), _of(RemediationStep, "remediations")
        )


def _estimates() -> Prefetch:
    return _of(AffectedEstimate, "estimates")
