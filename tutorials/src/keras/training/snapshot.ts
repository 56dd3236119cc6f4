// Everything that a training needs to be resumed: its numbers as JSON and its tensors as arrays,
// independent of TensorFlow and of files.

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type StoredTensors = readonly StoredTensor[];

export interface Snapshot {
  /** Values that JSON holds exactly: counters, states of generators, the history of losses. */
  readonly numbers: unknown;
  /** Lists of tensors by name, such as the weights of a model. */
  readonly tensors: Readonly<Record<string, StoredTensors>>;
}
