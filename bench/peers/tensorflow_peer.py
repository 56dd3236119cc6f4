"""TensorFlow with Keras's own loss, or its own op where Keras has no such road, eager and compiled by XLA. The gradient is GradientTape's."""

import os
from types import SimpleNamespace

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf

from reduction import reduced
from workload import ignored, road_of, smoother

most_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
tf.config.threading.set_intra_op_parallelism_threads(most_threads)
tf.config.threading.set_inter_op_parallelism_threads(most_threads)

version = tf.__version__

ops = SimpleNamespace(
    sum=lambda x, axis: tf.reduce_sum(x, axis=axis),
    mean=lambda x, axis: tf.reduce_mean(x, axis=axis),
    where=lambda condition, x: tf.where(condition, x, tf.zeros_like(x)),
    at_least_one=lambda x: tf.maximum(x, 1),
    number=lambda x: tf.cast(x, tf.float32),
)


def to_numpy(array):
    return array.numpy()


def keras_loss(workload):
    loss = tf.keras.losses.BinaryCrossentropy(
        from_logits=workload["input"] == "logits",
        label_smoothing=workload["smoothing"],
        dtype=workload["dtype"],
    )
    return lambda y, x, w, *_: loss(y, x, sample_weight=w)


def road_loss(workload):
    road, smooth = road_of(workload), smoother(workload)

    def loss(y, x, w, mask, a):
        y = tf.cast(y, x.dtype)
        t = smooth(y)
        if a is None:
            losses = tf.nn.sigmoid_cross_entropy_with_logits(t, x)
        else:
            losses = tf.nn.weighted_cross_entropy_with_logits(t, x, a)
        return reduced(road, losses, w, tf.not_equal(y, ignored) if road.ignoring else mask, ops)

    return loss


def make_with(transform):
    def make(workload, arrays):
        road = road_of(workload)
        if "transposed" in road.layout:
            # Its tensors are dense: there is no such road.
            return None
        loss = road_loss(workload) if "road" in workload else keras_loss(workload)
        kept = (arrays.weights, arrays.mask, arrays.pos_weight)
        others = tuple(None if each is None else tf.constant(each) for each in kept)
        labels, predictions = (reader(each, workload) for each in (arrays.labels, arrays.predictions))

        def value_and_gradient(y, x, *others):
            with tf.GradientTape() as tape:
                tape.watch(x)
                value = loss(y, x, *others)
            return value, tape.gradient(value, x)

        if workload["quantity"] == "value":
            run_value = transform(loss)
            return lambda: result(run_value(labels(), predictions(), *others))
        run_both = transform(value_and_gradient)

        def run():
            value, gradient = run_both(labels(), predictions(), *others)
            return result(value)[0], gradient

        return run

    return make


def reader(values, workload):
    """The tensor at each call: a list is converted by it."""
    if isinstance(values, list):
        return lambda: tf.constant(values, workload["dtype"])
    # One weight per sample needs samples: N rows of one prediction each.
    shape = [-1, 1] if workload["weights"] != "none" else values.shape
    tensor = tf.reshape(tf.constant(values), shape)
    return lambda: tensor


def result(value):
    return (float(value), None) if value.shape.rank == 0 else (float(value[0]), value)


contenders = {
    "TensorFlow eager": make_with(lambda function: function),
    "TensorFlow XLA": make_with(lambda function: tf.function(function, jit_compile=True)),
}
