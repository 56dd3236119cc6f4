// Where things lie, whatever folder a command was started in.

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const inBench = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

export const rootFolder = inBench("..");
export const resultsFolder = inBench("results");
export const scratchFolder = inBench("out");
export const resultsName = "results.csv";
export const roadsName = "roads.json";
export const instructionsName = "instructions.json";
export const focalName = "focal.json";
export const readmeFile = inBench("../README.md");
export const speedFile = inBench("../docs/speed.md");
export const cliFile = inBench("../packages/cli/docs/cli.md");
export const tensorsFile = inBench("../packages/binary-crossentropy/docs/tensorflow-js.md");
export const gpuFile = inBench("../packages/binary-crossentropy/docs/webgpu.md");
export const jaxFile = inBench("../packages/binary-crossentropy/docs/jax-js.md");
export const distributeFile = inBench("../packages/distribute/docs/distribute.md");
export const imagesFolder = inBench("../docs/images");
export const distributeImagesFolder = inBench("../packages/distribute/docs/images");
export const peersFolder = inBench("peers");
/** What setup-peers.sh makes. */
export const peersPython = inBench(".peers/bin/python");
export const readerSource = inBench("assembly/read.ts");
export const readerFile = inBench("out/read.wasm");

/**
 * A path as the user meant it: npm changes the working folder to the workspace's, and says which it
 * was before.
 */
export function userPath(path: string): string {
  return resolve(process.env["INIT_CWD"] ?? ".", path);
}
