"""What a workload says, for all frameworks: its arrays, and the smoothing of its labels."""

from types import SimpleNamespace

import numpy


def read(workload, files):
    """The arrays as NumPy's, from raw files."""

    def array(name):
        return numpy.fromfile(files[name], dtype=workload["dtype"])

    return SimpleNamespace(
        labels=array("labels"),
        predictions=array("predictions"),
        weights=array("weights") if workload["weights"] != "none" else None,
    )


def smoother(workload):
    """The identity for hard labels, so that nobody pays for smoothing that is not asked for."""
    smoothing = workload["smoothing"]
    if smoothing == 0:
        return lambda labels: labels
    return lambda labels: labels * (1 - smoothing) + smoothing / 2
