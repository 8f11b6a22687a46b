"""oauthmail: is it my token, my tenant, my settings or my client?"""

__version__ = "0.1.0"
