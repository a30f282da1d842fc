"""Peers: what others would use, one way a file, each with the best settings that we know.

A peer takes arrays and `Terms`, and gives an `Answer`: seconds of building its model and of solving
it, apart.
"""
