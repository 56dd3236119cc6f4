"""What a workload says, for all frameworks: its arrays, the smoothing of its labels, and its road."""

from types import SimpleNamespace

import numpy

# As in src/roads: labels that count for nothing, the weight of a positive label, and up to which weight an element is kept.
ignored = -1
positive = 3
most_kept = 1.25

flat = SimpleNamespace(columns=None, layout="typed", weights="none", mask="none", ignoring=False, posWeight="none", axis=-1, reduction="mean")


def read(workload, files):
    """The arrays as NumPy's, from raw files, in the form that the road passes them in."""
    count = workload["n"]
    road = road_of(workload)

    def array(name):
        return numpy.fromfile(files[name], dtype=workload["dtype"], count=count)

    labels, predictions = array("labels"), array("predictions")
    if "road" not in workload:
        weights = array("weights") if workload["weights"] != "none" else None
        return SimpleNamespace(labels=labels, predictions=predictions, weights=weights, mask=None, pos_weight=None)

    numbers = array("weights")
    kept = numbers <= most_kept
    columns = road.columns or count
    rows = count // columns
    if road.ignoring:
        labels = numpy.where(kept, labels, numpy.asarray(ignored, labels.dtype))

    def per(each, values):
        """One number for each row or for each element, in the shape in which it meets the losses."""
        if each == "samples":
            return values[:rows]
        return None if each == "none" else shaped(values, road)

    pos_weight = {"none": None, "one": numpy.full(1, positive, labels.dtype), "per label": positive * numbers[:columns]}
    return SimpleNamespace(
        labels=form(kind_of(road, labels), road, transposed=road.layout == "transposed"),
        predictions=form(predictions, road, transposed=road.layout != "typed"),
        weights=per(road.weights, numbers),
        mask=per(road.mask, kept),
        pos_weight=pos_weight[road.posWeight],
    )


def road_of(workload):
    return SimpleNamespace(**(vars(flat) | workload.get("road", {})))


def takes_lists(road):
    return road.layout in ("plain", "nested")


def kind_of(road, labels):
    """Labels of the road's type; a list of bools is made of an array of them."""
    kinds = {"Int32Array": "int32", "Uint8Array": "uint8", "boolean[]": "bool"}
    return labels.astype(kinds.get(getattr(road, "labels", ""), labels.dtype))


def shaped(values, road):
    return values if road.columns is None else values.reshape(-1, road.columns)


def form(values, road, transposed):
    values = shaped(values, road)
    if takes_lists(road) or values.dtype == bool:
        return values.tolist()
    return numpy.asfortranarray(values) if transposed and road.columns else values


def smoother(workload):
    """The identity for hard labels, so that nobody pays for smoothing that is not asked for."""
    smoothing = workload["smoothing"]
    if smoothing == 0:
        return lambda labels: labels
    return lambda labels: labels * (1 - smoothing) + smoothing / 2
