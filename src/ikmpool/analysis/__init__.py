"""Questions about a plan: each a module with one main verb."""
