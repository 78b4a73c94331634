"""What most projects write: ModelSerializer, prefetch_related, django-filter, CursorPagination, over plain tables."""

from django.urls import path
from django_filters import rest_framework as filters
from rest_framework import generics, serializers
from rest_framework.pagination import CursorPagination

from tests.benchmarks.peers.models import PlainEstimate, PlainIncident, PlainParty, PlainRemediation, PlainRole


class PartySerializer(serializers.ModelSerializer):
    class Meta:
        model = PlainParty
        fields = ["public_id", "name", "kind"]


class EstimateSerializer(serializers.ModelSerializer):
    claimant = PartySerializer()

    class Meta:
        model = PlainEstimate
        exclude = ["id", "incident"]


class RoleSerializer(serializers.ModelSerializer):
    party = PartySerializer()

    class Meta:
        model = PlainRole
        exclude = ["id", "incident"]


class RemediationSerializer(serializers.ModelSerializer):
    actor = PartySerializer()

    class Meta:
        model = PlainRemediation
        exclude = ["id", "incident"]


class IncidentSerializer(serializers.ModelSerializer):
    estimates = EstimateSerializer(many=True)
    parties = RoleSerializer(many=True)
    remediations = RemediationSerializer(many=True)

    class Meta:
        model = PlainIncident
        exclude = ["id"]


class IncidentFilter(filters.FilterSet):
    party = filters.CharFilter(field_name="parties__party__public_id", distinct=True)
    year = filters.NumberFilter(field_name="first_public", lookup_expr="year")

    class Meta:
        model = PlainIncident
        fields = ["status", "veracity"]


class Paging(CursorPagination):
    page_size = 50
    ordering = ("-modified_at", "-public_id")


def _incidents():
    return PlainIncident.objects.prefetch_related("estimates__claimant", "parties__party", "remediations__actor")


class IncidentList(generics.ListAPIView):
    serializer_class = IncidentSerializer
    pagination_class = Paging
    filterset_class = IncidentFilter
    queryset = _incidents()


class IncidentDetail(generics.RetrieveAPIView):
    serializer_class = IncidentSerializer
    lookup_field = "public_id"
    queryset = _incidents()


urlpatterns = [
    path("incidents", IncidentList.as_view()),
    path("incidents/<str:public_id>", IncidentDetail.as_view()),
]
