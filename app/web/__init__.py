"""Pages, sockets, identity and the API: what people and programs meet. Knows everything below it, decides nothing."""
