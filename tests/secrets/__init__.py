"""No secret leaves a run, whatever becomes of it."""
