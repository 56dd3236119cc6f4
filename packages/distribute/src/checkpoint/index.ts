// The public names of the entry binary-crossentropy-distribute/checkpoint. It is an entry of its
// own, so that bundles for browsers mention no files.

export { ValueError } from "binary-crossentropy/internal";
export { CheckpointFile } from "./checkpoint-file.js";
