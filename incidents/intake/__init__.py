"""The letter box: submissions and corrections that readers send in, and API keys. Nothing in it is public."""
