"""JAX under jit: for logits optax's formula of sigmoid_binary_cross_entropy, for probabilities clip and logarithm."""

import os
from types import SimpleNamespace

import jax
import jax.numpy as jnp
import numpy

from reduction import reduced
from workload import ignored, road_of, smoother

version = jax.__version__
most_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
eps = 1e-7

ops = SimpleNamespace(
    sum=lambda x, axis: jnp.sum(x, axis=axis),
    mean=lambda x, axis: jnp.mean(x, axis=axis),
    where=lambda condition, x: jnp.where(condition, x, 0),
    at_least_one=lambda x: jnp.maximum(x, 1),
    number=lambda x: x.astype(jnp.float32),
)


def to_numpy(array):
    return numpy.asarray(array)


def logit_loss(t, z, a):
    return -(t if a is None else a * t) * jax.nn.log_sigmoid(z) - (1 - t) * jax.nn.log_sigmoid(-z)


def loss_of_probability(t, x, _):
    p = jnp.clip(x, eps, 1 - eps)
    return -(t * jnp.log(p) + (1 - t) * jnp.log(1 - p))


def make(workload, arrays):
    # Without it JAX turns float64 into float32.
    jax.config.update("jax_enable_x64", workload["dtype"] == "float64")
    road = road_of(workload)
    if "transposed" in road.layout:
        # XLA has its own order of elements: there is no such road.
        return None
    dtype = workload["dtype"]
    kept = (arrays.weights, arrays.mask, arrays.pos_weight)
    others = tuple(None if each is None else jnp.asarray(each) for each in kept)
    smooth = smoother(workload)
    loss = logit_loss if workload["input"] == "logits" else loss_of_probability

    def reader(values):
        """The array at each call: a list is converted by it."""
        if isinstance(values, list):
            return lambda: jnp.asarray(numpy.asarray(values, dtype))
        array = jnp.asarray(values)
        return lambda: array

    predictions, labels = reader(arrays.predictions), reader(arrays.labels)

    def value_of(x, y, w, mask, a):
        y = y.astype(x.dtype)
        return reduced(road, loss(smooth(y), x, a), w, y != ignored if road.ignoring else mask, ops)

    def summed(*inputs):
        value = value_of(*inputs)
        return jnp.sum(value), value

    if workload["quantity"] == "value":
        run_value = jax.jit(value_of)

        def value():
            each = run_value(predictions(), labels(), *others).block_until_ready()
            return (float(each), None) if each.ndim == 0 else (float(numpy.asarray(each)[0]), each)

        return value
    both = jax.jit(jax.value_and_grad(summed, has_aux=True))

    def value_and_gradient():
        (_, each), gradient = both(predictions(), labels(), *others)
        gradient.block_until_ready()
        return float(each if each.ndim == 0 else numpy.asarray(each)[0]), gradient

    return value_and_gradient


contenders = {"JAX jit": make}
