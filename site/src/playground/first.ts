// The example of the start page, and what it gives: a test runs it.

import type { Shown } from "./run.js";

export const code = `import { BinaryCrossentropy } from "binary-crossentropy";

const bce = new BinaryCrossentropy({ fromLogits: true });

// Labels, and what a model says: three samples, the last one wrong.
bce([[1], [0], [1]], [[2], [-1], [-3]]);
bce.valueAndGrad([[1], [0], [1]], [[2], [-1], [-3]]).grad.data;
`;

export const shown: readonly Shown[] = [
  { text: "bce([[1], [0], [1]], [[2], [-1], [-3]])", value: "1.162926" },
  {
    text: "bce.valueAndGrad([[1], [0], [1]], [[2], [-1], [-3]]).grad.data",
    value: "[-0.03973431, 0.08964714, -0.3175247]",
  },
];
