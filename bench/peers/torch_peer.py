"""PyTorch: its own two functions, eager with autograd, and compiled, where value and gradient are one compiled function."""

import os

import torch
import torch.nn.functional as F

from workload import smoother

torch.set_num_threads(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())

version = torch.__version__
most_threads = torch.get_num_threads()


def to_numpy(gradient):
    return gradient.numpy()


def loss_of(workload, weights):
    smooth = smoother(workload)
    function = F.binary_cross_entropy_with_logits if workload["input"] == "logits" else F.binary_cross_entropy
    return lambda predictions, labels: function(predictions, smooth(labels), weight=weights)


def tensors(arrays):
    weights = None if arrays.weights is None else torch.from_numpy(arrays.weights)
    return torch.from_numpy(arrays.labels), torch.from_numpy(arrays.predictions), weights


def make_eager(workload, arrays):
    labels, predictions, weights = tensors(arrays)
    loss = loss_of(workload, weights)

    def value():
        with torch.no_grad():
            return loss(predictions, labels).item(), None

    if workload["quantity"] == "value":
        return value
    predictions.requires_grad_(True)

    def value_and_gradient():
        mean = loss(predictions, labels)
        (gradient,) = torch.autograd.grad(mean, predictions)
        return mean.item(), gradient

    return value_and_gradient


def make_compiled(workload, arrays):
    labels, predictions, weights = tensors(arrays)
    loss = loss_of(workload, weights)
    # Forgets what was compiled for other sizes: a second size would otherwise be compiled for all sizes at once.
    torch._dynamo.reset()
    if workload["quantity"] == "value":
        compiled = torch.compile(loss)

        def value():
            with torch.no_grad():
                return compiled(predictions, labels).item(), None

        return value
    compiled = torch.compile(torch.func.grad_and_value(loss))

    def value_and_gradient():
        gradient, mean = compiled(predictions, labels)
        return mean.item(), gradient

    return value_and_gradient


contenders = {"PyTorch eager": make_eager, "PyTorch compiled": make_compiled}
