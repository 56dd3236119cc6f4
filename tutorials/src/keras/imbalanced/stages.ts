// The four trainings of the tutorial, which differ in their start and in what they do about the
// imbalance.

export interface Stage {
  readonly name: string;
  /** Start from the bias that predicts the share of positives. */
  readonly bias: boolean;
  /** Both classes count the same in the loss. */
  readonly weighted: boolean;
  /** Both classes are drawn as often. */
  readonly oversampled: boolean;
  readonly epochs: number;
  /**
   * Ends where the validation's average precision has not risen for so many epochs; its best
   * weights are kept.
   */
  readonly patience: number;
}

export interface Lengths {
  readonly epochs: number;
  readonly patience: number;
  /** Of the comparison of both starts. */
  readonly biasEpochs: number;
}

export function makeStages({ epochs, patience, biasEpochs }: Lengths): readonly Stage[] {
  const plain = { bias: true, weighted: false, oversampled: false, epochs, patience };
  return [
    { ...plain, name: "zero bias", bias: false, epochs: biasEpochs, patience: Infinity },
    { ...plain, name: "baseline" },
    { ...plain, name: "weighted", weighted: true },
    // What is drawn is balanced, and so is a bias of 0.
    { ...plain, name: "oversampled", bias: false, oversampled: true },
  ];
}
