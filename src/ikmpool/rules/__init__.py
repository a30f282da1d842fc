"""What the business wants: one rule, one file, six faces."""
