"""JAX under jit: for logits optax's formula of sigmoid_binary_cross_entropy, for probabilities clip and logarithm."""

import os

import jax
import jax.numpy as jnp
import numpy

from workload import smoother

version = jax.__version__
most_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
eps = 1e-7


def to_numpy(gradient):
    return numpy.asarray(gradient)


def logit_loss(t, z):
    return -t * jax.nn.log_sigmoid(z) - (1 - t) * jax.nn.log_sigmoid(-z)


def loss_of_probability(t, x):
    p = jnp.clip(x, eps, 1 - eps)
    return -(t * jnp.log(p) + (1 - t) * jnp.log(1 - p))


def make(workload, arrays):
    # Without it JAX turns float64 into float32.
    jax.config.update("jax_enable_x64", workload["dtype"] == "float64")
    labels, predictions = jnp.asarray(arrays.labels), jnp.asarray(arrays.predictions)
    weights = None if arrays.weights is None else jnp.asarray(arrays.weights)
    smooth = smoother(workload)
    loss = logit_loss if workload["input"] == "logits" else loss_of_probability

    def mean(x, y, w):
        losses = loss(smooth(y), x)
        return jnp.mean(losses if w is None else losses * w)

    if workload["quantity"] == "value":
        value = jax.jit(mean)
        return lambda: (float(value(predictions, labels, weights)), None)
    both = jax.jit(jax.value_and_grad(mean))

    def value_and_gradient():
        result, gradient = both(predictions, labels, weights)
        gradient.block_until_ready()
        return float(result), gradient

    return value_and_gradient


contenders = {"JAX jit": make}
