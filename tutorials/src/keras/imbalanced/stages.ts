// The four trainings of the tutorial, which differ in their start and in how they treat the
// imbalance.

export interface Stage {
  readonly name: string;
  /** Whether the model starts from the bias that predicts the share of positives. */
  readonly bias: boolean;
  /** Whether both classes count the same in the loss. */
  readonly weighted: boolean;
  /** Whether both classes are drawn equally often. */
  readonly oversampled: boolean;
  readonly epochs: number;
  /**
   * Number of epochs without a higher average precision on the validation rows after which the stage
   * ends. Its best weights are kept.
   */
  readonly patience: number;
}

export interface Lengths {
  readonly epochs: number;
  readonly patience: number;
  /** Number of epochs in the comparison of both starts. */
  readonly biasEpochs: number;
}

export function makeStages({ epochs, patience, biasEpochs }: Lengths): readonly Stage[] {
  const plain = { bias: true, weighted: false, oversampled: false, epochs, patience };
  return [
    { ...plain, name: "zero bias", bias: false, epochs: biasEpochs, patience: Infinity },
    { ...plain, name: "baseline" },
    { ...plain, name: "weighted", weighted: true },
    // The rows drawn are balanced, so the right bias is 0.
    { ...plain, name: "oversampled", bias: false, oversampled: true },
  ];
}
