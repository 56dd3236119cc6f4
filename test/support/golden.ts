// Reads reference values: JSON of tensors.

import { readdirSync, readFileSync } from "node:fs";

export {
  flat,
  type JsonNumber,
  type JsonTensor,
  type ShapedTensor,
  tensor,
} from "./json-tensor.js";

const folder = new URL("../goldens/", import.meta.url);

export function goldenNames(): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".json"));
}

export function readGolden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, folder), "utf8")) as T;
}
