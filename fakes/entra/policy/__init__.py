"""What the tenant's administrators and registrations allow: rules over the model, whose refusals are faults."""

from .users import check_user_flow

__all__ = ["check_user_flow"]
