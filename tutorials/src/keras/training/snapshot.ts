// All that a training needs to go on: its numbers as JSON and its tensors as arrays. It knows no
// TensorFlow and no files.

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type StoredTensors = readonly StoredTensor[];

export interface Snapshot {
  /** What JSON holds without loss: counters, states of generators, the history of losses. */
  readonly numbers: unknown;
  /** Lists of tensors by name, such as the weights of a model. */
  readonly tensors: Readonly<Record<string, StoredTensors>>;
}
