"""The public REST API: reads `incidents.published` and `incidents.vocabularies`, nothing else."""
