// Six samples with their weights. They are apart from the models, since some tests must not load
// TensorFlow.js as the models do.

export const labels = [1, 0, 1, 1, 0, 0];
export const logits = [0.5, -1, 2, -0.25, 1.5, 0];
export const weights = [1, 2, 0.5, 0, 3, 1.25];
export const classWeight = { 0: 2, 1: 0.5 };
export const byClass = labels.map((label) => classWeight[label as 0 | 1]);
