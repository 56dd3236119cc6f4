"""From the losses of elements to a road's result, as people write it with any of the frameworks.

`ops` are the framework's own: sum(x, axis), mean(x, axis), where(condition, x) with 0 elsewhere, at_least_one(x), number(x) of bools.
"""


def reduced(road, losses, weights, mask, ops):
    """Cells of rows or columns; what is left out is in no sum and in no denominator."""
    if road.columns is None and mask is None:
        return ops.mean(losses if weights is None else losses * weights, None)
    if road.weights == "elements":
        losses = losses * weights
    if mask is not None and road.mask != "samples":
        counts = ops.sum(ops.number(mask), road.axis)
        cells = ops.sum(ops.where(mask, losses), road.axis) / ops.at_least_one(counts)
        return ops.sum(cells, None) / ops.sum(ops.number(counts > 0), None)
    cells = ops.mean(losses, road.axis)
    if road.weights == "samples":
        cells = cells * weights
    if mask is not None:
        return ops.sum(ops.where(mask, cells), None) / ops.sum(ops.number(mask), None)
    return cells if road.reduction == "none" else ops.mean(cells, None)
