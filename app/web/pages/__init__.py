"""Pages by noun: each file a router. They read what the store and the rooms say and hand views to templates."""
