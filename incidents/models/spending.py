"""What extraction has spent of what it may spend."""

from django.db import models


class TokensOfDay(models.Model):
    """The tokens that all workers together asked language models for on one day (UTC)."""

    day = models.DateField(unique=True)
    spent = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "tokens of days"
        constraints = [models.CheckConstraint(name="tokens_of_day_not_negative", condition=models.Q(spent__gte=0))]

    def __str__(self) -> str:
        return f"{self.day}: {self.spent}"
