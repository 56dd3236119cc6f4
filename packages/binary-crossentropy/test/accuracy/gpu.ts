// npm run sweep:gpu: how far the shaders are from the truth for hard labels: run in JavaScript with
// two kinds of rounding, and on the device there is. Writes gpu.json beside this file and the table
// in docs/webgpu.md.
//
//   --check   only compares: exit code 1 where the page does not show the results
//   --smoke   measures in short, and writes nothing

import { readFileSync, writeFileSync } from "node:fs";
import type { Quantity } from "../../src/semantics/element.js";
import { elementsOn, measure, pointsOf } from "../webgpu/bodies/compute.js";
import { nodeGpu } from "../webgpu/node-device.js";
import { anyRounding } from "../wgsl/support/any-rounding.js";
import {
  farthest,
  type Input,
  quantities,
  randomNumbers,
  shaderInputs,
} from "../wgsl/support/distance.js";
import { nearest } from "../wgsl/support/nearest.js";
import { quickShader, shader } from "../wgsl/support/shader.js";
import type { Floats } from "../wgsl/support/wgsl.js";

/** The largest distances in ulp, by who computed. */
interface Row {
  readonly input: string;
  readonly quantity: Quantity;
  readonly ulps: Readonly<Record<string, number>>;
}

const results = new URL("gpu.json", import.meta.url);
const page = new URL("../../docs/webgpu.md", import.meta.url);
const [start, end] = ["<!-- accuracy:start -->", "<!-- accuracy:end -->"];

function inJavaScript(input: Input, quantity: Quantity, floats: Floats, points: number): number {
  const ways = [shader(input, floats), quickShader(input, floats)];
  return farthest(input, quantity, ways, points, floats === nearest).ulps;
}

async function measureAll(isShort: boolean): Promise<Row[]> {
  const adapter = await nodeGpu().requestAdapter();
  if (!adapter) throw new Error("no WebGPU adapter");
  const device = await adapter.requestDevice();
  const name = adapter.info.description.replace(/ \(.*/, "") || adapter.info.vendor;
  const rows: Row[] = [];
  for (const input of shaderInputs) {
    const points = pointsOf(input).filter((_, i) => !isShort || i % 100 === 0);
    const distances = await measure(elementsOn(device), input, points);
    for (const quantity of quantities) {
      const of = (floats: Floats, count: number) =>
        inJavaScript(input, quantity, floats, isShort ? count / 100 : count);
      rows.push({
        input: input.name,
        quantity,
        ulps: {
          "rounding to nearest, in JavaScript": of(nearest, 20_000),
          "any rounding that WGSL allows, in JavaScript": of(anyRounding(randomNumbers(3)), 2000),
          [`${name}, in Node`]: distances[quantity].ulps,
        },
      });
    }
  }
  device.destroy();
  return rows;
}

/** Rounded up. */
const shown = (ulps: number) => (Math.ceil(ulps * 10) / 10).toFixed(1);

function table(rows: readonly Row[]): string {
  const names = Object.keys(rows[0]!.ulps);
  const inputs = [...new Set(rows.map(({ input }) => input))];
  const lines = inputs.flatMap((input) =>
    names.map((name) => {
      const own = rows.filter((row) => row.input === input);
      return [input, name, ...own.map(({ ulps }) => shown(ulps[name]!))];
    }),
  );
  const headings = ["hard labels, at most, in ulp", "computed by", ...quantities];
  const rules = headings.map((_, i) => (i < 2 ? "---" : "--:"));
  return [headings, rules, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function withTable(text: string, rows: readonly Row[]): string {
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/webgpu.md has no lines ${start} and ${end}`);
  return `${text.slice(0, from)}${start}\n\n${table(rows)}\n\n${text.slice(to)}`;
}

const text = readFileSync(page, "utf8");
if (process.argv.includes("--check")) {
  if (withTable(text, JSON.parse(readFileSync(results, "utf8")) as Row[]) !== text) {
    console.error("docs/webgpu.md does not show test/accuracy/gpu.json: npm run sweep:gpu.");
    process.exitCode = 1;
  }
} else {
  const isShort = process.argv.includes("--smoke");
  const rows = await measureAll(isShort);
  console.log(table(rows));
  if (!isShort) {
    writeFileSync(results, `${JSON.stringify(rows, null, 2)}\n`);
    writeFileSync(page, withTable(text, rows));
  }
  // Dawn waits for nothing, and the process for Dawn.
  process.exit();
}
