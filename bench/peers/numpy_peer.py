"""NumPy: the formula of the loss and of its gradient, written out. Elementwise functions use one thread, whatever is there."""

import numpy as np

from workload import smoother

version = np.__version__
most_threads = 1
eps = 1e-7


def to_numpy(gradient):
    return gradient


def make(workload, arrays):
    y, x, w = arrays.labels, arrays.predictions, arrays.weights
    smooth = smoother(workload)
    loss, gradient = (logit_loss, logit_gradient) if workload["input"] == "logits" else (loss_of_probability, gradient_of_probability)

    def mean(t):
        losses = loss(t, x)
        return float(np.mean(losses if w is None else losses * w))

    def value():
        return mean(smooth(y)), None

    def value_and_gradient():
        t = smooth(y)
        each = gradient(t, x)
        return mean(t), (each if w is None else each * w) / x.size

    return value if workload["quantity"] == "value" else value_and_gradient


def logit_loss(t, z):
    return np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))


def logit_gradient(t, z):
    return 1 / (1 + np.exp(-z)) - t


def loss_of_probability(t, x):
    p = np.clip(x, eps, 1 - eps)
    return -(t * np.log(p) + (1 - t) * np.log(1 - p))


def gradient_of_probability(t, x):
    p = np.clip(x, eps, 1 - eps)
    return (p - t) / (p * (1 - p))


contenders = {"NumPy": make}
