"""The control API: how a test in any language changes the tenant and reads what happened."""
