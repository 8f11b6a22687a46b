"""Ask: everything that judges settings, a tenant or a mail client."""
