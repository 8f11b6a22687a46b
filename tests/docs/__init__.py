"""What the documents show is executed, and what they list is in step with the code."""
