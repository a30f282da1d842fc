"""Questions about a pool and its plans, each answered by plans that are proven and audited."""
