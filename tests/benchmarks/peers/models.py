"""The same incidents as most projects would keep them: one plain table for each kind of thing."""

from django.db import models


class PlainParty(models.Model):
    public_id = models.CharField(max_length=24, unique=True)
    name = models.TextField()
    kind = models.CharField(max_length=20)

    class Meta:
        app_label = "peers"

    def __str__(self) -> str:
        return self.name


class PlainIncident(models.Model):
    public_id = models.CharField(max_length=20, unique=True)
    title = models.TextField()
    summary = models.TextField()
    status = models.CharField(max_length=32)
    veracity = models.CharField(max_length=20)
    first_public = models.DateField(db_index=True)
    modified_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "peers"

    def __str__(self) -> str:
        return self.title


class PlainEstimate(models.Model):
    public_id = models.CharField(max_length=24)
    incident = models.ForeignKey(PlainIncident, on_delete=models.CASCADE, related_name="estimates")
    claimant = models.ForeignKey(PlainParty, on_delete=models.CASCADE)
    text = models.TextField()
    measure = models.CharField(max_length=20)
    low = models.BigIntegerField(null=True)
    best = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    bound = models.CharField(max_length=20)
    claimant_kind = models.CharField(max_length=20)
    claimed_on = models.DateField()
    status = models.CharField(max_length=20)
    quote = models.TextField()

    class Meta:
        app_label = "peers"

    def __str__(self) -> str:
        return self.text


class PlainRole(models.Model):
    public_id = models.CharField(max_length=24)
    incident = models.ForeignKey(PlainIncident, on_delete=models.CASCADE, related_name="parties")
    party = models.ForeignKey(PlainParty, on_delete=models.CASCADE)
    role = models.CharField(max_length=40)
    status = models.CharField(max_length=40)
    quote = models.TextField()

    class Meta:
        app_label = "peers"

    def __str__(self) -> str:
        return self.role


class PlainRemediation(models.Model):
    public_id = models.CharField(max_length=24)
    incident = models.ForeignKey(PlainIncident, on_delete=models.CASCADE, related_name="remediations")
    actor = models.ForeignKey(PlainParty, on_delete=models.CASCADE)
    action = models.CharField(max_length=40)
    status = models.CharField(max_length=40)
    verification = models.CharField(max_length=40)
    done_on = models.DateField()
    quote = models.TextField()

    class Meta:
        app_label = "peers"

    def __str__(self) -> str:
        return self.action


TABLES = {
    "party": PlainParty,
    "incident": PlainIncident,
    "estimate": PlainEstimate,
    "role": PlainRole,
    "remediation": PlainRemediation,
}
