// The file names that the page and its server agree on. MNIST's test files are enough, and a sixth
// of the size of the training files.

export const digitsFolder = "mnist";

export const files = {
  images: "t10k-images-idx3-ubyte",
  labels: "t10k-labels-idx1-ubyte",
} as const;
