"""The intake role: it puts letters in, reads what became of one, keeps keys and answers; it reads no letter back."""

from django.db import migrations

from incidents.intake.grants import CreateIntakeRole, GrantIntake

_FATE = "id, public_id, received_at, state, outcome, decided_at"


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [
        CreateIntakeRole(),
        GrantIntake(f"INSERT, SELECT ({_FATE}, url, article)", "intake_submission"),
        GrantIntake(f"INSERT, SELECT ({_FATE}, record)", "intake_correction"),
        GrantIntake("SELECT, INSERT, UPDATE (expires_at, last_used_at, revoked_at)", "intake_apikey"),
        GrantIntake("SELECT, INSERT, UPDATE (status, body, location), DELETE", "intake_answered"),
    ]
