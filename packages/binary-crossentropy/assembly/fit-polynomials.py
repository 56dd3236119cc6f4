"""Fits the polynomials of exp.ts and log.ts: minimax in the relative error, by the exchange algorithm of Remez;
and measures that of log1p.ts.

Needs mpmath. Prints the coefficients, lowest degree first, rounded to the precision that they are used in, and the
largest error of the function that is built from them, relative, before the roundings of its evaluation.
"""

import struct

from mpmath import atanh, exp, ln, lu_solve, matrix, mp, mpf, sqrt

mp.dps = 60


def remez(f, weight, low, high, degree, rounds=12):
    """The polynomial p of the degree that minimises max |p - f| * weight over [low, high]."""
    n = degree + 2
    points = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * i / (n - 1)) for i in range(n)]
    for _ in range(rounds):
        rows = [[x**k for k in range(degree + 1)] + [(-1) ** i / weight(x)] for i, x in enumerate(points)]
        solution = lu_solve(matrix(rows), matrix([f(x) for x in points]))
        coefficients = list(solution)[:-1]
        error = lambda x: (sum(c * x**k for k, c in enumerate(coefficients)) - f(x)) * weight(x)
        grid = [low + (high - low) * mpf(i) / 600 for i in range(601)]
        values = [error(x) for x in grid]
        extrema = []
        for i, (x, v) in enumerate(zip(grid, values)):
            inner = 0 < i < 600
            if inner and not (abs(v) >= abs(values[i - 1]) and abs(v) >= abs(values[i + 1])):
                continue
            if extrema and (extrema[-1][1] > 0) == (v > 0):
                if abs(v) > abs(extrema[-1][1]):
                    extrema[-1] = (x, v)
            else:
                extrema.append((x, v))
        while len(extrema) > n:
            extrema.pop(0 if abs(extrema[0][1]) < abs(extrema[-1][1]) else -1)
        if len(extrema) < n:
            break
        points = [x for x, _ in extrema]
    return coefficients


def rounded(x, precision):
    return mpf(struct.unpack(precision, struct.pack(precision, float(x)))[0])


def report(name, coefficients, precision, approximation, truth, low, high):
    used = [rounded(c, precision) for c in coefficients]
    grid = [low + (high - low) * mpf(i) / 2000 for i in range(2001)]
    worst = max(abs(approximation(used, x) / truth(x) - 1) for x in grid if x != 0)
    print(f"{name}: largest relative error {mp.nstr(worst, 3)}")
    for c in used:
        print(f"  {float(c)!r}")


horner = lambda c, x: sum(a * x**k for k, a in enumerate(c))

# exp(-r) = 1 - r + r^2 Q(r) on |r| <= ln(2) / 2, with some room for the rounding of the reduction.
half = ln(2) / 2 * mpf("1.001")
q = lambda r: (exp(-r) - 1 + r) / r**2 if abs(r) > mpf(10) ** -20 else mpf(1) / 2 - r / 6
for name, precision, degree in (("exp, float32", "f", 4), ("exp, float64", "d", 9)):
    fitted = remez(q, lambda r: r**2 / exp(-r) if abs(r) > mpf("1e-3") else mpf("1e-6"), -half, half, degree)
    report(name, fitted, precision, lambda c, r: 1 - r + r**2 * horner(c, r), lambda r: exp(-r), -half, half)

# log(1 + m) = 2 s + s v R(v), s = m / (2 + m), v = s^2, on 1 + m in [3/4, 3/2] in float32 and
# [sqrt(1/2), sqrt(2)] in float64.
rest = lambda v: 2 * (atanh(sqrt(v)) / sqrt(v) - 1) / v if v > mpf(10) ** -20 else mpf(2) / 3 + 2 * v / 5
for name, precision, degree, largest in (("log, float32", "f", 2, mpf("1.5")), ("log, float64", "d", 6, sqrt(2))):
    top = ((largest - 1) / (largest + 1)) ** 2 * mpf("1.001")
    fitted = remez(rest, lambda v: v, mpf("1e-30"), top, degree)
    report(name, fitted, precision, lambda c, v: 2 + v * horner(c, v), lambda v: 2 + v * rest(v), mpf("1e-9"), top)

# exp(-r) = 1 - r + r^2 / 2 + r^3 P(r) of focal/constants.ts.
cubic = lambda r: (exp(-r) - 1 + r - r**2 / 2) / r**3 if abs(r) > mpf(10) ** -12 else -mpf(1) / 6 + r / 24
weight = lambda r: abs(r) ** 3 / exp(-r) if abs(r) > mpf("1e-3") else mpf("1e-9")
fitted = remez(cubic, weight, -half, half, 3)
exponential = lambda c, r: 1 - r + r**2 / 2 + r**3 * horner(c, r)
report("exp of focal loss, float32", fitted, "f", exponential, lambda r: exp(-r), -half, half)

# -log(1 - w) = w + w^2 / 2 + w^3 P(w) on [0, 1/2], likewise.
cubic = lambda w: (-ln(1 - w) - w - w**2 / 2) / w**3 if w > mpf(10) ** -12 else mpf(1) / 3 + w / 4
weight = lambda w: w**3 / -ln(1 - w) if w > mpf("1e-3") else mpf("1e-6")
half = mpf("0.5000001")
fitted = remez(cubic, weight, mpf("1e-30"), half, 7)
logarithm = lambda c, w: w + w**2 / 2 + w**3 * horner(c, w)
report("-log(1 - w), float32", fitted, "f", logarithm, lambda w: -ln(1 - w), mpf("1e-9"), half)

# log(1 + m) = m - m^2 Q(m) of log1p.ts, where m is e, or (e - c) / (1 + c) from SplitFrom on. These numbers are not
# fitted here, but measured: Q with its coefficients as they are used, and how near log(1 + c) and 1 / (1 + c) are to
# the floats that stand for them, in units of their last place.
used = [0.49999986274867725, -0.33333496773467485, 0.250061412894696, -0.2001993890120757, 0.1638037447386053]
used += [-0.11870887264749648, 0.05073102207764628]
start, split = mpf("0.34"), mpf(0.42236727476119995)
bottom, top = (start - split) / (1 + split), (1 - split) / (1 + split)
report("log1p, float32", used, "f", lambda c, m: m - m**2 * horner(c, m), lambda m: ln(1 + m), bottom, top)
for x, place in ((ln(1 + split), mpf(2) ** -25), (1 / (1 + split), mpf(2) ** -24)):
    print(f"  {float(rounded(x, 'f'))!r}, off by {mp.nstr(abs(rounded(x, 'f') - x) / place, 2)}")
