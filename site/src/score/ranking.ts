// ROC AUC and average precision of rows that come in descending order of their predictions. A label
// between 0 and 1 counts for both classes, by its share.

export class Ranking {
  /** Weights of positives and negatives ranked above the present prediction, and at it. */
  #above = 0;
  #below = 0;
  #tiedAbove = 0;
  #tiedBelow = 0;
  #at = Number.NaN;
  #won = 0;
  #precision = 0;

  add(prediction: number, label: number, weight: number): void {
    if (prediction !== this.#at) this.#close();
    this.#at = prediction;
    this.#tiedAbove += weight * label;
    this.#tiedBelow += weight * (1 - label);
  }

  #close(): void {
    const [a, b] = [this.#tiedAbove, this.#tiedBelow];
    this.#won += b * this.#above + (a * b) / 2;
    this.#above += a;
    this.#below += b;
    if (a > 0) this.#precision += (a * this.#above) / (this.#above + this.#below);
    this.#tiedAbove = 0;
    this.#tiedBelow = 0;
  }

  /** Each is null where a class that it needs is missing. */
  areas(): { rocAuc: number | null; prAuc: number | null } {
    this.#close();
    const [p, n] = [this.#above, this.#below];
    return {
      rocAuc: p > 0 && n > 0 ? this.#won / (p * n) : null,
      prAuc: p > 0 ? this.#precision / p : null,
    };
  }
}
