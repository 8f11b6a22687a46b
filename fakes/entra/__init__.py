"""Entra ID: discovery, sign-in and tokens, from one `handle()` whatever carries the request."""
