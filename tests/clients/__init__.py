"""Mail clients that nobody here wrote, each under every condition: what the tenant saw them do."""
