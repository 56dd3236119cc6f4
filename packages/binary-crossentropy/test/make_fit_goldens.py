#!/usr/bin/env python3
"""Writes test/goldens/fit.json: the histories of `model.fit` with weights as Keras gives them.

    python3 -P packages/binary-crossentropy/test/make_fit_goldens.py test/goldens/fit.json

Without -P Python would take the folder jax beside this script for the package. It needs tensorflow,
tf_keras (Keras 2) and keras (Keras 3 on TensorFlow); their versions are written beside the values.
Keras 3 refuses class weights beside sample weights: it has a run of each. Keras 2 multiplies the two,
where it knows how many samples a batch has. Numbers parse as doubles and round to float32 exactly.
"""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
import tf_keras

FEATURES, UNITS, EPOCHS, BATCH, RATE = 3, 4, 4, 8, 0.5
random = np.random.default_rng(20261)


def numbers(array):
    return [float(x) for x in np.asarray(array, "float32").ravel()]


def samples(count):
    x = random.normal(size=(count, FEATURES)).astype("float32")
    y = (x.sum(axis=1, keepdims=True) + random.normal(size=(count, 1)) > 0).astype("float32")
    w = random.uniform(0.25, 2, size=count).astype("float32")
    return x, y, w


# The last batch of the validation is not whole.
TRAIN, VALIDATION = samples(24), samples(13)
START = [
    random.normal(size=(FEATURES, UNITS)).astype("float32"),
    np.zeros(UNITS, "float32"),
    random.normal(size=(UNITS, 1)).astype("float32"),
    np.zeros(1, "float32"),
]
CLASS_WEIGHT = {0: 0.75, 1: 3.0}

# What `compile` has, by the words of this package.
LOSSES = {
    "binary_crossentropy": lambda k: "binary_crossentropy",
    "BinaryCrossentropy": lambda k: k.losses.BinaryCrossentropy(),
    "logits": lambda k: k.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1),
    "BinaryFocalCrossentropy": lambda k: k.losses.BinaryFocalCrossentropy(
        apply_class_balancing=True, gamma=2
    ),
}


def history(k, loss, by_class, by_sample, weighted):
    activation = None if loss == "logits" else "sigmoid"
    model = k.Sequential(
        [
            k.layers.Input((FEATURES,)),
            k.layers.Dense(UNITS, activation="tanh"),
            k.layers.Dense(1, activation=activation),
        ]
    )
    metrics = None if loss == "logits" else ["accuracy"]
    model.compile(
        optimizer=k.optimizers.SGD(RATE),
        loss=LOSSES[loss](k),
        metrics=metrics,
        weighted_metrics=["accuracy"] if weighted else None,
    )
    model.set_weights(START)
    x, y, w = TRAIN
    given = (x, y, w) if by_sample else (x, y)
    run = model.fit(
        tf.data.Dataset.from_tensor_slices(given).batch(BATCH, drop_remainder=True),
        class_weight=CLASS_WEIGHT if by_class else None,
        validation_data=VALIDATION,
        validation_batch_size=BATCH,
        epochs=EPOCHS,
        shuffle=False,
        verbose=0,
    )
    return {
        "history": {name: numbers(values) for name, values in run.history.items()},
        "weights": [numbers(array) for array in model.get_weights()],
    }


runs = []
for name, k in (("keras2", tf_keras), ("keras3", keras)):
    for loss in LOSSES:
        for by_class, by_sample in ((True, True), (True, False), (False, True)):
            if name == "keras3" and by_class and by_sample:
                continue
            for weighted in (False, True):
                if weighted and loss != "BinaryCrossentropy":
                    continue
                runs.append(
                    {
                        "dialect": name,
                        "loss": loss,
                        "class_weight": by_class,
                        "sample_weight": by_sample,
                        "weighted_metrics": weighted,
                        **history(k, loss, by_class, by_sample, weighted),
                    }
                )

golden = {
    "about": "histories of model.fit with weights of classes and samples, and of its validation",
    "versions": {
        "tensorflow": tf.__version__,
        "tf_keras": tf_keras.__version__,
        "keras": keras.__version__,
    },
    "batch_size": BATCH,
    "epochs": EPOCHS,
    "learning_rate": RATE,
    "class_weight": {str(label): weight for label, weight in CLASS_WEIGHT.items()},
    "start": [{"shape": list(array.shape), "data": numbers(array)} for array in START],
    "train": {key: numbers(array) for key, array in zip("xyw", TRAIN)},
    "validation": {key: numbers(array) for key, array in zip("xyw", VALIDATION)},
    "runs": runs,
}
with open(sys.argv[1], "w") as file:
    json.dump(golden, file)
    file.write("\n")
