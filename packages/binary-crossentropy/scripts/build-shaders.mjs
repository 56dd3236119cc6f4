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

/** Like beside like, which compresses better. */
const order = `
  fixed wide shares sum workgroup finish rows row-each row-shared elements exp log log1p
  logits clipped exact torch crossentropy
  quick quick-logits quick-clipped quick-open quick-exact quick-torch
  focal power partial-power miss-logit miss-probability`
  .trim()
  .split(/\s+/)
  .map((name) => `${name}.wgsl`);
/** New ones come last. */
const placeOf = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
const names = readdirSync(new URL(folder, root))
  .filter((name) => name.endsWith(".wgsl"))
  .sort((a, b) => placeOf(a) - placeOf(b));
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
