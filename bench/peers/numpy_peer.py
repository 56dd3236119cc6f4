"""NumPy: the formula of the loss and of its gradient, written out. Elementwise functions use one thread, whatever is there."""

from types import SimpleNamespace

import numpy as np

from reduction import reduced
from workload import ignored, road_of, smoother, takes_lists

version = np.__version__
most_threads = 1
eps = 1e-7

ops = SimpleNamespace(
    sum=lambda x, axis: np.sum(x, axis=axis),
    mean=lambda x, axis: np.mean(x, axis=axis),
    where=lambda condition, x: np.where(condition, x, x.dtype.type(0)),
    at_least_one=lambda x: np.maximum(x, 1),
    number=lambda x: x.astype(np.float32),
)


def to_numpy(array):
    return array


def make(workload, arrays):
    road = road_of(workload)
    x, w, a = arrays.predictions, arrays.weights, arrays.pos_weight
    smooth = smoother(workload)
    logits = workload["input"] == "logits"
    loss, slope = (logit_loss, logit_gradient) if logits else (loss_of_probability, gradient_of_probability)

    def inputs():
        labels, predictions = arrays.labels, x
        if isinstance(labels, list):
            labels = np.asarray(labels, workload["dtype"])
        if isinstance(predictions, list):
            predictions = np.asarray(predictions, workload["dtype"])
        mask = labels != ignored if road.ignoring else arrays.mask
        return smooth(labels.astype(predictions.dtype, copy=False)), predictions, mask

    def value_of(t, predictions, mask):
        return reduced(road, loss(t, predictions, a), w, mask, ops)

    def value():
        return result(value_of(*inputs()))

    def value_and_gradient():
        t, predictions, mask = inputs()
        each = slope(t, predictions, a)
        return first(value_of(t, predictions, mask)), gradient(road, each, w, mask)

    return value if workload["quantity"] == "value" else value_and_gradient


def first(value):
    return float(value if np.ndim(value) == 0 else value[0])


def result(value):
    return first(value), None if np.ndim(value) == 0 else value


def gradient(road, each, weights, mask):
    """The gradient of what `reduced` gives, from the slope of each element."""
    cells = each.size if road.columns is None else each.shape[1 if road.axis == 0 else 0]
    count = each.size // cells
    if mask is not None and road.mask != "samples":
        counts = np.sum(mask, axis=road.axis, keepdims=road.columns is not None)
        divisor = np.maximum(counts, 1) * np.sum(counts > 0, dtype=each.dtype)
        return np.where(mask, each / divisor.astype(each.dtype), each.dtype.type(0))
    if weights is not None:
        each = each * (weights[:, None] if road.weights == "samples" else weights)
    if mask is not None:
        each = np.where(mask[:, None], each, each.dtype.type(0))
        cells = np.sum(mask)
    return each / each.dtype.type(count * (1 if road.reduction == "none" else cells))


def logit_loss(t, z, a):
    softplus = np.log1p(np.exp(-np.abs(z)))
    if a is None:
        return np.maximum(z, 0) - z * t + softplus
    return (1 - t) * z + (1 + (a - 1) * t) * (softplus + np.maximum(-z, 0))


def logit_gradient(t, z, a):
    p = 1 / (1 + np.exp(-z))
    return p - t if a is None else (1 - t) * p - a * t * (1 - p)


def loss_of_probability(t, x, _):
    p = np.clip(x, eps, 1 - eps)
    return -(t * np.log(p) + (1 - t) * np.log(1 - p))


def gradient_of_probability(t, x, _):
    p = np.clip(x, eps, 1 - eps)
    return (p - t) / (p * (1 - p))


def make_conversion(workload, arrays):
    """Only what the lists cost: there is no loss."""
    if not takes_lists(road_of(workload)):
        return None

    def convert():
        arrays_of = [np.asarray(each, workload["dtype"]) for each in (arrays.labels, arrays.predictions)]
        return float(arrays_of[0].size), None

    return convert


contenders = {"NumPy": make, "numpy.asarray": make_conversion}
