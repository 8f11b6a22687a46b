"""Client cases on trial: each convicts the clients that are wrong, for its own reason, and acquits the right one."""
