"""What comes out: plans, how they are made, and how they are audited."""
