"""Interactive sign-in: pages for a person, form posts for a program, redirects for the application.

A program POSTs the query of the authorize URL with two more fields, `login` and `passwd`, and gets the redirect at
once; that stands for a person who signs in and presses Accept. A browser gets pages that need neither scripts nor CSS.
"""

from __future__ import annotations

from .device import device_page
from .flow import authorize_endpoint
from .pages import signed_out_page, trouble_page
from .session import clear_session

__all__ = ["authorize_endpoint", "clear_session", "device_page", "signed_out_page", "trouble_page"]
