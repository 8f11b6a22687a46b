"""A live run over real sockets and real TLS, against servers in other processes."""
