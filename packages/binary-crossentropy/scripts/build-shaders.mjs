// Writes the shaders of src/webgpu/wgsl, without their comments, into src/webgpu/wgsl/sources.ts, so
// that the package reads no files and ships no comments.
//
//   node scripts/build-shaders.mjs [--check] with --check only compares: exit code 1 where the file
//   is another one
import { readdirSync, readFileSync } from "node:fs";
import { writeGenerated } from "../../../scripts/write-generated.mjs";

const root = new URL("..", import.meta.url);
const folder = "src/webgpu/wgsl/";

/** The text without comments, indentation, empty lines, and spaces around operators. */
function bare(text) {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\/\/.*/g, "")
    .replace(/\s*\n\s*/g, "\n")
    .replace(/ ?([{}();,:=+*/<>&|!-]+) ?/g, "$1")
    .trim();
}

const names = readdirSync(new URL(folder, root))
  .filter((name) => name.endsWith(".wgsl"))
  .sort();
const nameOf = (file) =>
  file.replace(".wgsl", "").replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const texts = names.map((name) => {
  const text = bare(readFileSync(new URL(folder + name, root), "utf8"));
  return `export const ${nameOf(name)} = \`${text}\n\`;`;
});
writeGenerated(
  root,
  `${folder}sources.ts`,
  folder,
  `// Made by scripts/build-shaders.mjs from the files beside it. Do not edit.\n\n${texts.join("\n\n")}\n`,
);
console.log(`shaders: ${names.length} stages`);
