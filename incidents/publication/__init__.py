"""From accepted facts to published records; the only writer of `incidents.published`."""
