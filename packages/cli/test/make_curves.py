"""Writes scikit-learn's numbers for the cases of sklearn.json: python packages/cli/test/make_curves.py > packages/cli/test/sklearn-curves.json

Precision, recall, F1 and confusion at thresholds, and the logistic recalibration.
"""

import json
import pathlib
import sys

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, log_loss, precision_recall_fscore_support

cases = json.loads((pathlib.Path(__file__).parent / "sklearn.json").read_text())["cases"]


def at(threshold, y, p, w):
    called = (p >= threshold).astype(int)
    precision, recall, f1, _ = precision_recall_fscore_support(
        y, called, sample_weight=w, average="binary", zero_division=0
    )
    (tn, fp), (fn, tp) = confusion_matrix(y, called, sample_weight=w, normalize="all", labels=[0, 1])
    return {
        "threshold": threshold,
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(f1),
        "confusion": [float(tp), float(fp), float(fn), float(tn)],
    }


def recalibration(y, p, w):
    z = np.log(p / (1 - p)).reshape(-1, 1)
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-13, max_iter=1000)
    model.fit(z, y, sample_weight=w)
    before = log_loss(y, p, sample_weight=w)
    after = log_loss(y, model.predict_proba(z)[:, 1], sample_weight=w)
    return {
        "intercept": float(model.intercept_[0]),
        "slope": float(model.coef_[0, 0]),
        "calibrationLoss": float(before - after),
        "refinementLoss": float(after),
    }


def expected(case):
    y, p = np.array(case["y"]), np.array(case["p"])
    w = None if case["w"] is None else np.array(case["w"])
    return {
        "name": case["name"],
        "thresholds": [at(t, y, p, w) for t in (0.25, 0.5, 0.75)],
        "recalibration": recalibration(y, p, w),
    }


json.dump(
    {
        "source": f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}",
        "cases": [expected(case) for case in cases],
    },
    sys.stdout,
)
print()
