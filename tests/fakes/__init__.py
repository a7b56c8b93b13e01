"""Stand-ins for the platforms we talk to, on real sockets."""
