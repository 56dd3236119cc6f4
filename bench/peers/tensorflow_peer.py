"""TensorFlow with Keras's own loss, eager and compiled by XLA. The gradient is GradientTape's."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf

most_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
tf.config.threading.set_intra_op_parallelism_threads(most_threads)
tf.config.threading.set_inter_op_parallelism_threads(most_threads)

version = tf.__version__


def to_numpy(gradient):
    return gradient.numpy()


def functions(workload, arrays):
    loss = tf.keras.losses.BinaryCrossentropy(
        from_logits=workload["input"] == "logits",
        label_smoothing=workload["smoothing"],
        dtype=workload["dtype"],
    )
    # One weight per sample needs samples: N rows of one prediction each.
    shape = [-1] if arrays.weights is None else [-1, 1]
    labels = tf.reshape(tf.constant(arrays.labels), shape)
    predictions = tf.reshape(tf.constant(arrays.predictions), shape)
    weights = None if arrays.weights is None else tf.constant(arrays.weights)

    def value(y, x, w):
        return loss(y, x, sample_weight=w)

    def value_and_gradient(y, x, w):
        with tf.GradientTape() as tape:
            tape.watch(x)
            mean = loss(y, x, sample_weight=w)
        return mean, tape.gradient(mean, x)

    return value, value_and_gradient, (labels, predictions, weights)


def make_with(transform):
    def make(workload, arrays):
        value, value_and_gradient, inputs = functions(workload, arrays)
        if workload["quantity"] == "value":
            run_value = transform(value)
            return lambda: (float(run_value(*inputs)), None)
        run_both = transform(value_and_gradient)

        def run():
            mean, gradient = run_both(*inputs)
            return float(mean), gradient

        return run

    return make


contenders = {
    "TensorFlow eager": make_with(lambda function: function),
    "TensorFlow XLA": make_with(lambda function: tf.function(function, jit_compile=True)),
}
