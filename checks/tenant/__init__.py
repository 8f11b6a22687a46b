"""The checks on a tenant, in the order in which mail needs them."""
