"""Do words lead to their cause, and only to it?"""
