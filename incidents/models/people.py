"""Who works here: curators are people; a service account may run jobs but never accept a fact."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A login. `is_service` marks an account that no person sits behind; the database refuses it as a reviewer."""

    is_service = models.BooleanField(default=False)

    class Meta(AbstractUser.Meta):
        db_table = "incidents_user"
