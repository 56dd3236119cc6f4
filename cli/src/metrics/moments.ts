// The sums that loss, base rate and Brier score come from. Two of them add up to that of both.

export class Moments {
  /** n, Σ w, Σ w L, Σ w y, Σ w (p − y)², of which y is the label before smoothing and p the probability. */
  count = 0;
  weight = 0;
  loss = 0;
  positive = 0;
  squared = 0;

  add(y: number, p: number, w: number, loss: number): void {
    this.count += 1;
    this.weight += w;
    // 0 · ∞ = 0: a row of weight 0 counts for nothing.
    if (w !== 0) this.loss += w * loss;
    this.positive += w * y;
    this.squared += w * (p - y) * (p - y);
  }

  merge(other: Moments): void {
    this.count += other.count;
    this.weight += other.weight;
    this.loss += other.loss;
    this.positive += other.positive;
    this.squared += other.squared;
  }
}
