"""Benchmarks: instances x phases x peers, each measurement in a process of its own.

``python -m benchmarks all --small`` runs what `make bench` does; see :mod:`benchmarks.__main__`.
"""
