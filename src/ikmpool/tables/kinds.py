"""Kinds of units: how they come to an order."""

#: Made in normal time, made in overtime, or taken from the stock that was there at the start.
NORMAL, OVERTIME, STOCK = range(3)

#: Their names in the frames of a plan, in that order.
KINDS = ("normal", "overtime", "stock")
