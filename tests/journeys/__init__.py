"""The user journeys, end to end, as a person types them."""
