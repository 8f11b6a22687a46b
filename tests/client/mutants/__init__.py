"""One small right client on raw sockets, and clients that are wrong in one way each."""
