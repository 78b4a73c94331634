"""What the documentation's templates need beyond Django's own."""
