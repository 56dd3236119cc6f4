// The contenders in JavaScript, in groups that share a process. Each way to call this package has
// its own, because code that has seen arrays of one type only is compiled better; each library has
// its own, so that its garbage is not beside others.

import {
  bandwidthName,
  bytesName,
  handWrittenName,
  kernelMemoryName,
  packageName,
  sharedName,
  tensorflowWasmName,
  threadsName,
} from "../names.js";
import type { Contender } from "./contender.js";

interface GroupEntry {
  readonly names: readonly string[];
  load(): Promise<readonly Contender[]>;
}

const thisPackage = (name: string): GroupEntry => ({
  names: [name],
  load: async () =>
    (await import("./this-package.js")).thisPackage.filter((contender) => contender.name === name),
});

const groups = {
  plain: thisPackage(packageName),
  "kernel-memory": thisPackage(kernelMemoryName),
  threads: thisPackage(threadsName),
  "shared-arrays": thisPackage(sharedName),
  bytes: thisPackage(bytesName),
  "hand-written": {
    names: [handWrittenName, bandwidthName],
    load: async () => [
      (await import("./hand-written.js")).handWritten,
      (await import("./read-bandwidth.js")).readBandwidth,
    ],
  },
  "tensorflow-js": {
    names: ["TensorFlow.js cpu", tensorflowWasmName],
    load: async () => (await import("./tensorflow-js.js")).tensorflowJs,
  },
  "jax-js": {
    names: ["jax-js wasm"],
    load: async () => [(await import("./jax-js.js")).jaxJs],
  },
} satisfies Record<string, GroupEntry>;

export type Group = keyof typeof groups;

/** Those with a contender that is wanted; null for all. */
export function groupsOf(only: readonly string[] | null): Group[] {
  const wanted = ({ names }: GroupEntry) =>
    only === null || names.some((name) => only.includes(name));
  return (Object.keys(groups) as Group[]).filter((group) => wanted(groups[group]));
}

export function loadGroup(group: Group): Promise<readonly Contender[]> {
  return groups[group].load();
}
