"""Writes scikit-learn's numbers for the tests: python packages/cli/test/make_fixtures.py > packages/cli/test/sklearn.json

Made with Python 3.11, scikit-learn 1.9.1 and NumPy 2.4.6: pip install scikit-learn==1.9.1 numpy==2.4.6
"""

import json
import math
import sys
import warnings

import numpy as np
import sklearn
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

CASES = [
    # name, rows, decimals of the predictions (few make ties), weights
    ("plain", 400, 17, False),
    ("ties", 400, 1, False),
    ("weighted", 300, 17, True),
    ("weighted ties", 300, 2, True),
]


def measures(y, p, w):
    return {
        "loss": log_loss(y, p, sample_weight=w, labels=[0, 1]),
        "brier": brier_score_loss(y, p, sample_weight=w, labels=[0, 1], pos_label=1),
        "rocAuc": roc_auc_score(y, p, sample_weight=w),
        "prAuc": average_precision_score(y, p, sample_weight=w),
    }


def case(name, rows, decimals, weighted, seed):
    random = np.random.default_rng(seed)
    z = random.normal(size=rows)
    y = (random.uniform(size=rows) < 1 / (1 + np.exp(-2 * z))).astype(int)
    # scikit-learn clips at the spacing of float64, so stay away from 0 and 1.
    p = np.clip(np.round(1 / (1 + np.exp(-z)), decimals), 0.05, 0.95)
    w = np.round(random.uniform(0.1, 3, size=rows), 6) if weighted else None
    return {
        "name": name,
        "y": y.tolist(),
        "p": p.tolist(),
        "w": None if w is None else w.tolist(),
        "expected": {key: float(value) for key, value in measures(y, p, w).items()},
    }


def one_class(label, weighted):
    """Without the other class: NaN, which JSON lacks, is null, and scikit-learn warns of what it makes 0."""
    random = np.random.default_rng(label)
    p = np.round(random.uniform(0.05, 0.95, size=50), 2)
    w = np.round(random.uniform(0.1, 3, size=50), 6) if weighted else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = measures(np.full(50, label), p, w)
    return {
        "label": label,
        "p": p.tolist(),
        "w": None if w is None else w.tolist(),
        "expected": {key: None if math.isnan(value) else float(value) for key, value in expected.items()},
    }


json.dump(
    {
        "source": f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}",
        "cases": [case(*one, seed) for seed, one in enumerate(CASES)],
        "oneClass": [one_class(label, weighted) for label in (0, 1) for weighted in (False, True)],
    },
    sys.stdout,
)
print()
