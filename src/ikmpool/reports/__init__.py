"""What people read: workbooks of a plan, plans typed by hand, and a plan for other programs."""
