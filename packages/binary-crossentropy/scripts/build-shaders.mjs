// Writes the shaders of src/webgpu/wgsl, made short, into src/webgpu/wgsl/sources.ts, so that the
// package reads no files and ships no comments.
//
//   node scripts/build-shaders.mjs [--check] with --check only compares: exit code 1 where the file
//   is another one
import { readdirSync, readFileSync } from "node:fs";
import { writeGenerated } from "../../../scripts/write-generated.mjs";
import { minifyAll } from "./minify-wgsl.mjs";

const root = new URL("..", import.meta.url);
const folder = "src/webgpu/wgsl/";

const names = readdirSync(new URL(folder, root))
  .filter((name) => name.endsWith(".wgsl"))
  .sort();
const nameOf = (file) =>
  file.replace(".wgsl", "").replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const read = (path) => readFileSync(new URL(path, root), "utf8");
const codeOf = (path) => read(path).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
// Names in these stay: all but the last write shaders around the texts, and the last one's comments
// say what callers may use.
const kept = [
  codeOf("src/webgpu/shader.ts"),
  codeOf("src/webgpu/focal-arithmetic.ts"),
  codeOf("src/tfjs/ops/webgpu/multiply.ts"),
  read("src/webgpu/arithmetic.ts"),
];
const texts = minifyAll(
  Object.fromEntries(names.map((name) => [nameOf(name), read(folder + name)])),
  kept,
);
const lines = Object.entries(texts).map(([name, text]) => `export const ${name} = \`${text}\n\`;`);
writeGenerated(
  root,
  `${folder}sources.ts`,
  { maker: "scripts/build-shaders.mjs", origin: "the files beside it" },
  `${lines.join("\n\n")}\n`,
);
console.log(`shaders: ${names.length} stages`);
