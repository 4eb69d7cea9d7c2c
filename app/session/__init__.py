"""A plan that is open: loaded once, written by one writer, published to everybody."""
