// The calls that are known.

import type { Callable } from "./frameworks/callable.js";
import { keras } from "./frameworks/keras.js";
import { optax } from "./frameworks/optax.js";
import { pytorch } from "./frameworks/pytorch.js";
import { scikitLearn } from "./frameworks/scikit-learn.js";
import { tensorflow } from "./frameworks/tensorflow.js";

const callables: readonly Callable[] = [
  ...keras,
  ...tensorflow,
  ...pytorch,
  ...optax,
  ...scikitLearn,
];

export const callableOf = (path: string): Callable | undefined =>
  callables.find(({ matches }) => matches(path));
