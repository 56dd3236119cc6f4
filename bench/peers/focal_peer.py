"""Focal loss by Keras, by torchvision's formula under torch.compile, or by optax under jit.

Reads {"peer", "n"} as JSON from the command line and prints {"version"}. Then for each line of standard
input, "value" or "gradient", it makes that call once, from the framework's own arrays to the mean and,
for the gradient, to an array, and prints the nanoseconds that it took. One thread, float32 logits, gamma
2, no alpha, the mean over all elements. A process each: two frameworks in one are in each other's way.
"""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
os.environ["OMP_NUM_THREADS"] = "1"

import numpy

wanted = json.loads(sys.argv[1])
n = wanted["n"]
i = numpy.arange(n, dtype=numpy.float64)
labels = ((i * 7 % 3).astype(numpy.int64) & 1).astype(numpy.float32)
logits = (4 * numpy.sin(i * i)).astype(numpy.float32)


def keras_peer():
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    import keras

    loss = keras.losses.BinaryFocalCrossentropy(from_logits=True, gamma=2.0)
    y, z = tf.constant(labels), tf.constant(logits)
    value = tf.function(lambda: loss(y, z))

    @tf.function
    def both():
        with tf.GradientTape() as tape:
            tape.watch(z)
            total = loss(y, z)
        return total, tape.gradient(total, z)

    return keras.__version__, lambda: value().numpy(), lambda: both()[1].numpy()


def torch_peer():
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    torch.set_num_threads(1)
    y, z = torch.from_numpy(labels), torch.from_numpy(logits).requires_grad_()

    def loss(z):
        p = torch.sigmoid(z)
        crossentropy = binary_cross_entropy_with_logits(z, y, reduction="none")
        p_t = p * y + (1 - p) * (1 - y)
        return (crossentropy * (1 - p_t) ** 2).mean()

    compiled = torch.compile(loss)

    def value():
        with torch.no_grad():
            return compiled(z).item()

    return torch.__version__, value, lambda: torch.autograd.grad(compiled(z), z)[0].numpy()


def optax_peer():
    import jax
    import optax

    y, z = jax.numpy.asarray(labels), jax.numpy.asarray(logits)

    def loss(z, y):
        return optax.losses.sigmoid_focal_loss(z, y, gamma=2.0).mean()

    value, both = jax.jit(loss), jax.jit(jax.value_and_grad(loss))
    wait = jax.block_until_ready
    return optax.__version__, lambda: wait(value(z, y)), lambda: wait(both(z, y))


peers = {"Keras": keras_peer, "PyTorch compiled": torch_peer, "optax": optax_peer}
version, value, gradient = peers[wanted["peer"]]()
calls = {"value": value, "gradient": gradient}
for call in calls.values():
    for _ in range(3):
        call()
print(json.dumps({"version": version}), flush=True)
for line in sys.stdin:
    call = calls[line.strip()]
    start = time.perf_counter_ns()
    call()
    print(time.perf_counter_ns() - start, flush=True)
