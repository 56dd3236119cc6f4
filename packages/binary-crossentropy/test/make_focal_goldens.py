#!/usr/bin/env python3
"""Writes test/goldens/focal.json: binary focal cross-entropy as Keras and exact arithmetic give it.

    python3 packages/binary-crossentropy/test/make_focal_goldens.py test/goldens/focal.json

It needs tensorflow, tf_keras (Keras 2), keras (Keras 3 on TensorFlow), optax and mpmath; their
versions are written beside the values. The numbers of a tensor parse as doubles and round to its
dtype exactly; "NaN", "Infinity" and "-Infinity" are strings.
"""

import json
import math
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import jax
import keras
import mpmath as mp
import numpy as np
import optax
import tensorflow as tf
import tf_keras

mp.mp.dps = 60
random = np.random.default_rng(20260)

GAMMAS = [0.0, 0.5, 1.0, 2.0, 5.0]


def number(x):
    x = float(x)
    if math.isnan(x):
        return "NaN"
    if math.isinf(x):
        return "Infinity" if x > 0 else "-Infinity"
    return x


def tensor(array):
    array = np.asarray(array)
    return {
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "data": [number(x) for x in array.ravel()],
    }


# Cases of Keras: labels, predictions, weights and options.


def problems():
    """Pairs of labels and predictions, by the kind of the predictions."""
    yield False, [[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]
    yield False, [[1, 0], [1, 0]], [[0.9, 0.8], [0.7, 0.2]]
    yield False, [0, 1, 1, 0, 1, 0], [0.03, 0.97, 0.5, 0.75, 0.125, 0.001]
    yield False, [0, 0, 1, 1], [0, 1, 0, 1]
    yield False, [0, 0, 1, 1], [1e-8, 1 - 6e-8, 1e-8, 1 - 6e-8]
    yield False, [0.25, 0.5, 0.75, 0.9], [0.1, 0.6, 0.8, 0.3]
    yield False, random.integers(0, 2, (2, 3, 4)), random.uniform(0.01, 0.99, (2, 3, 4))
    yield True, [[0, 1], [0, 0]], [[-18.6, 0.51], [2.94, -12.8]]
    yield True, [[1, 1, 0], [0, 1, 0]], [[1.5, -2.7, 2.9], [-3.8, 1.2, -4.5]]
    yield True, [0.25, 0.5, 0.75, 0.9], [-2.0, 0.3, 1.25, -5.0]
    yield True, random.integers(0, 2, (2, 3, 4)), random.normal(0, 3, (2, 3, 4))


def cases():
    for from_logits, y_true, y_pred in problems():
        y_true, y_pred = np.asarray(y_true, "float64"), np.asarray(y_pred, "float64")
        for dtype in ["float32", "float64"]:
            labels, predictions = y_true.astype(dtype), y_pred.astype(dtype)

            def case(weight=None, **options):
                return labels, predictions, weight, {"from_logits": from_logits, **options}

            for gamma in GAMMAS:
                yield case(gamma=gamma)
                yield case(gamma=gamma, apply_class_balancing=True)
            yield case(gamma=2.0, apply_class_balancing=True, alpha=0.75, reduction="sum")
            yield case(gamma=1.5, label_smoothing=0.1)
            yield case(gamma=3.0, label_smoothing=0.3, apply_class_balancing=True, alpha=0.4)
            yield case(gamma=2.0, reduction="none")
            yield case(gamma=2.0, axis=0, reduction="none")
            yield case(gamma=2.0, reduction="sum")
            yield case(gamma=2.0, weight=np.asarray(3.21, dtype))
            if labels.ndim > 1:
                batch = labels.shape[0]
                # Of the rank of the losses: Keras 3 would read others along other axes.
                weights = np.linspace(0.5, 2.5, batch).astype(dtype)
                weights = weights.reshape([batch] + [1] * (labels.ndim - 2))
                yield case(gamma=2.0, weight=weights)
                yield case(gamma=0.5, weight=weights, reduction="sum")
                yield case(gamma=2.0, weight=weights, reduction="none", apply_class_balancing=True)


def evaluate(module, labels, predictions, weight, options):
    """The value, and the gradient of its sum by the predictions."""
    given = dict(options)
    if module is keras:
        given["dtype"] = str(predictions.dtype)
        if options.get("reduction") == "none":
            given["reduction"] = None
    loss = module.losses.BinaryFocalCrossentropy(**given)
    y_pred = tf.constant(predictions)
    with tf.GradientTape() as tape:
        tape.watch(y_pred)
        value = loss(tf.constant(labels), y_pred, sample_weight=weight)
        total = tf.reduce_sum(value)
    return np.asarray(value), np.asarray(tape.gradient(total, y_pred))


def keras_cases():
    for dialect, module in [("keras2", tf_keras), ("keras3", keras)]:
        for labels, predictions, weight, options in cases():
            value, gradient = evaluate(module, labels, predictions, weight, options)
            yield {
                "dialect": dialect,
                "options": options,
                "y_true": tensor(labels),
                "y_pred": tensor(predictions),
                "sample_weight": None if weight is None else tensor(weight),
                "value": tensor(value),
                "grad_y_pred": tensor(gradient),
            }


# Optax computes logits alone, in log space; with an alpha or, without one, with none.


def optax_cases():
    jax.config.update("jax_enable_x64", True)
    logits = np.array([-30.0, -5.0, -1.3, -0.0, 0.2, 2.5, 7.0, 40.0, -2.0, 1.0, 3.0, -0.7])
    labels = np.array([0.0, 1, 0, 1, 0, 1, 0, 1, 0.25, 0.5, 0.9, 0.1])
    for gamma in GAMMAS:
        for alpha in [None, 0.25, 1.0]:

            def total(z):
                return optax.losses.sigmoid_focal_loss(z, labels, alpha=alpha, gamma=gamma).sum()

            losses = optax.losses.sigmoid_focal_loss(logits, labels, alpha=alpha, gamma=gamma)
            yield {
                "gamma": gamma,
                "alpha": alpha,
                "y_true": tensor(labels),
                "y_pred": tensor(logits),
                "value": tensor(np.asarray(losses)),
                "grad_y_pred": tensor(np.asarray(jax.grad(total)(logits))),
            }


# Exact arithmetic. FL = m^g L, with m = 1 - p_t and L binary cross-entropy.


def exact(kind, y, x, gamma):
    """FL and its two derivatives by x, in 60 digits and more where the tail needs them."""
    with mp.workdps(60 + (int(abs(x) / 2) if kind == "logits" and abs(x) < 5000 else 700)):
        y, x, gamma = mp.mpf(y), mp.mpf(x), mp.mpf(gamma)
        if kind == "logits":
            if abs(x) >= 5000:
                return far(y, x, gamma)
            s = 1 / (1 + mp.exp(-x))
            r = 1 / (1 + mp.exp(x))
            m, m1, m2 = y * r + (1 - y) * s, (1 - 2 * y) * s * r, (1 - 2 * y) * s * r * (r - s)
            loss = y * mp.log1p(mp.exp(-x)) + (1 - y) * mp.log1p(mp.exp(x))
            l1, l2 = s - y, s * r
        else:
            m, m1, m2 = y * (1 - x) + (1 - y) * x, 1 - 2 * y, mp.mpf(0)
            loss = -(y * mp.log(x) if y else 0) - ((1 - y) * mp.log1p(-x) if y != 1 else 0)
            l1 = (1 - y) / (1 - x) - y / x
            l2 = (1 - y) / (1 - x) ** 2 + y / x**2
        p = m**gamma
        rho, eta = m1 / m, m2 / m
        first = p * (gamma * rho * loss + l1)
        bend = gamma * ((gamma - 1) * rho**2 + eta)
        second = p * (bend * loss + 2 * gamma * rho * l1 + l2)
        return p * loss, first, second


def far(y, x, gamma):
    """The same where exp(-|x|) is nothing beside any number."""
    share = 1 - y if x > 0 else y
    return share**gamma * share * abs(x), mp.sign(x) * share ** (gamma + 1), mp.mpf(0)


def rounded(value, dtype):
    """The nearest number of the dtype; the nearest double is not always on the way to it."""
    if value == 0:
        return 0.0
    digits, least = (24, -149) if dtype == "float32" else (53, -1074)
    exponent = max(int(mp.floor(mp.log(abs(value), 2))) - digits + 1, least)
    with mp.workdps(800):
        units = int(mp.nint(mp.ldexp(value, -exponent)))
    largest = np.finfo(dtype).max
    try:
        number = math.ldexp(units, exponent)
    except OverflowError:
        number = math.copysign(math.inf, units)
    return number if abs(number) <= largest else math.copysign(math.inf, number)


def inputs(kind, dtype):
    kind_of = np.float32 if dtype == "float32" else np.float64
    if kind == "logits":
        edge = [87.0, 88.5, 103.9, 104.5] if dtype == "float32" else [708.0, 709.7, 745.1, 746.0]
        sizes = [0.0, 1e-30, 1e-8, 1e-3, 0.1, 0.5, 0.9, 1.0, 1.7, 2.3, 3.3, 5.5, 8.0, 12.0, 16.0]
        sizes += [17.4, 21.0, 29.0, 36.9, 44.0, 52.0, 75.0, 1e4, 1e30, *edge]
        sizes += list(random.uniform(0, 20, 30)) + list(random.uniform(0, edge[-1], 30))
        values = [kind_of(x) for x in sizes]
        return values + [-x for x in values if x != 0]
    small = [1e-38, 1e-30] if dtype == "float32" else [1e-300, 1e-200, 1e-38]
    values = small + [1e-15, 1e-8, 1e-4, 0.01, 0.1, 0.25, 0.4, 0.4999, 0.5, 0.51, 0.7, 0.9, 0.99]
    values += [0.9999, 1 - 2.0**-20, 1 - 2.0**-23] + list(random.uniform(0, 1, 40))
    return [kind_of(x) for x in values]


def exact_points():
    points = {}
    for kind in ["logits", "probs"]:
        points[kind] = {}
        for dtype in ["float32", "float64"]:
            lists = {key: [] for key in ["gamma", "label", "input", "loss", "grad", "hess"]}
            for gamma in [*GAMMAS, 0.1, 3.7, 40.0]:
                for x in inputs(kind, dtype):
                    for y in [0.0, 1.0, 0.25, 0.625]:
                        # Beyond the table of gammas, and for soft labels, a part of the points.
                        is_part = y not in (0.0, 1.0) or gamma not in GAMMAS
                        if is_part and random.random() < 0.6:
                            continue
                        loss, grad, hess = exact(kind, y, float(x), gamma)
                        lists["gamma"].append(gamma)
                        lists["label"].append(y)
                        lists["input"].append(float(x))
                        lists["loss"].append(number(rounded(loss, dtype)))
                        lists["grad"].append(number(rounded(grad, dtype)))
                        lists["hess"].append(number(rounded(hess, dtype)))
            points[kind][dtype] = lists
    return points


def main(path):
    golden = {
        "about": "Binary focal cross-entropy. Made by make_focal_goldens.py.",
        "versions": {
            "tensorflow": tf.__version__,
            "tf_keras": tf_keras.__version__,
            "keras": keras.__version__,
            "optax": optax.__version__,
            "jax": jax.__version__,
            "mpmath": mp.__version__,
        },
        "keras": list(keras_cases()),
        "optax": list(optax_cases()),
        "exact": exact_points(),
    }
    with open(path, "w") as file:
        # A case on a line.
        parts = [f"{json.dumps('about')}: {json.dumps(golden['about'])}"]
        parts.append(f"\"versions\": {json.dumps(golden['versions'])}")
        for key in ["keras", "optax"]:
            lines = ",\n".join(json.dumps(case) for case in golden[key])
            parts.append(f'"{key}": [\n{lines}\n]')
        kinds = []
        for kind, by_dtype in golden["exact"].items():
            dtypes = ",\n".join(
                f'"{dtype}": {{\n'
                + ",\n".join(f'"{key}": {json.dumps(values)}' for key, values in lists.items())
                + "\n}"
                for dtype, lists in by_dtype.items()
            )
            kinds.append(f'"{kind}": {{\n{dtypes}\n}}')
        parts.append('"exact": {\n' + ",\n".join(kinds) + "\n}")
        file.write("{\n" + ",\n".join(parts) + "\n}\n")


main(sys.argv[1])
