// The public names of the entry binary-crossentropy-distribute/checkpoint, which is apart, so that
// what is bundled for browsers has no word of files.

export { ValueError } from "binary-crossentropy/internal";
export { CheckpointFile } from "./checkpoint-file.js";
