"""Review: the report, served to this machine alone, with forms to correct what it shows."""
