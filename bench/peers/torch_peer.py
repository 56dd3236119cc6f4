"""PyTorch: its own two functions, eager with autograd, and compiled, where value and gradient are one compiled function."""

import os
from types import SimpleNamespace

import torch
import torch.nn.functional as F

from reduction import reduced
from workload import ignored, road_of, smoother, takes_lists

torch.set_num_threads(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())

version = torch.__version__
most_threads = torch.get_num_threads()

ops = SimpleNamespace(
    sum=lambda x, axis: x.sum() if axis is None else x.sum(axis),
    mean=lambda x, axis: x.mean() if axis is None else x.mean(axis),
    where=lambda condition, x: torch.where(condition, x, 0),
    at_least_one=lambda x: x.clamp(min=1),
    number=lambda x: x.float(),
)


def to_numpy(array):
    return array.detach().contiguous().numpy()


def loss_of(workload, arrays):
    """The loss of predictions and labels, as tensors; its own reduction where there is one for it."""
    road, smooth = road_of(workload), smoother(workload)
    weights, mask, pos_weight = (None if each is None else torch.from_numpy(each) for each in (arrays.weights, arrays.mask, arrays.pos_weight))
    options = {} if pos_weight is None else {"pos_weight": pos_weight}
    function = F.binary_cross_entropy_with_logits if workload["input"] == "logits" else F.binary_cross_entropy
    if road.reduction == "mean" and mask is None and not road.ignoring:
        each = weights[:, None] if road.weights == "samples" else weights
        return lambda predictions, labels: function(predictions, smooth(labels), weight=each, **options)

    def loss(predictions, labels):
        losses = function(predictions, smooth(labels), reduction="none", **options)
        return reduced(road, losses, weights, labels != ignored if road.ignoring else mask, ops)

    return loss


def inputs_of(workload, arrays):
    """The two tensors at each call: lists, and labels of other types, are converted by it."""
    dtype = getattr(torch, workload["dtype"])

    def reader(values):
        if isinstance(values, list):
            return lambda: torch.tensor(values, dtype=dtype)
        tensor = torch.from_numpy(values)
        return (lambda: tensor) if tensor.dtype == dtype else (lambda: tensor.to(dtype))

    return reader(arrays.predictions), reader(arrays.labels)


def result(value):
    return (value.item(), None) if value.dim() == 0 else (value[0].item(), value)


def make_eager(workload, arrays):
    predictions, labels = inputs_of(workload, arrays)
    loss = loss_of(workload, arrays)

    def value():
        with torch.no_grad():
            return result(loss(predictions(), labels()))

    def value_and_gradient():
        x = predictions().requires_grad_(True)
        value = loss(x, labels())
        (gradient,) = torch.autograd.grad(value.sum(), x)
        return result(value)[0], gradient

    return value if workload["quantity"] == "value" else value_and_gradient


def make_compiled(workload, arrays):
    predictions, labels = inputs_of(workload, arrays)
    loss = loss_of(workload, arrays)
    # Forgets what was compiled for other sizes: a second size would otherwise be compiled for all sizes at once.
    torch._dynamo.reset()
    if workload["quantity"] == "value":
        compiled = torch.compile(loss)

        def value():
            with torch.no_grad():
                return result(compiled(predictions(), labels()))

        return value

    def summed(predictions, labels):
        value = loss(predictions, labels)
        return value.sum(), value

    compiled = torch.compile(torch.func.grad_and_value(summed, has_aux=True))

    def value_and_gradient():
        gradient, (_, value) = compiled(predictions(), labels())
        return result(value)[0], gradient

    return value_and_gradient


def make_conversion(workload, arrays):
    """Only what the lists cost: there is no loss."""
    if not takes_lists(road_of(workload)):
        return None
    predictions, labels = inputs_of(workload, arrays)
    return lambda: (float(predictions().numel() + labels().numel()), None)


contenders = {"PyTorch eager": make_eager, "PyTorch compiled": make_compiled, "torch.tensor": make_conversion}
