// npm run focal -w bench: measures focal loss beside binary cross-entropy, and beside Keras,
// torchvision's formula under torch.compile and optax under jit, on one thread each, and writes
// bench/results/focal.json.

import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BinaryCrossentropy, BinaryFocalCrossentropy, kernelName } from "binary-crossentropy";
import { flag, parseOptions, runCommand } from "./command.js";
import { circumstances, requireBuild } from "./device.js";
import { peersFolder, peersPython, resultsFolder } from "./paths.js";
import { sineLabels, sineLogits } from "./sine-data.js";

const help = `Usage: npm run focal -w bench -- [options]

Measures focal loss on one thread, in nanoseconds an element, and writes bench/results/focal.json.

  --smoke   measure in short, and write nothing
  --help    this text
`;

interface Row {
  readonly name: string;
  readonly version?: string;
  /** Nanoseconds an element of the quickest call. */
  readonly value: number;
  readonly gradient: number;
}

/** The peers' data is the same: peers/focal_peer.py. */
const length = 2 ** 20;
const labels = sineLabels(length);
const logits = sineLogits(length);
const out = new Float32Array(length);

/** The losses in turn, so that whatever else the machine does meets them alike. */
function measureOwn(seconds: number): Row[] {
  const options = { fromLogits: true } as const;
  const losses = [
    { name: "binary cross-entropy", loss: new BinaryCrossentropy(options) },
    ...[2, 5, 1.7].map((gamma) => ({
      name: `focal loss, gamma ${gamma}`,
      loss: new BinaryFocalCrossentropy({ ...options, gamma }),
    })),
  ];
  const calls = losses.flatMap(({ loss }) => [
    () => loss(labels, logits),
    () => loss.valueAndGrad(labels, logits, null, { out }).value,
  ]);
  const best = calls.map(() => Infinity);
  for (const end = performance.now() + 1000 * seconds; performance.now() < end; )
    calls.forEach((call, i) => {
      const start = performance.now();
      call();
      best[i] = Math.min(best[i]!, ((performance.now() - start) * 1e6) / length);
    });
  return losses.map(({ name }, i) => ({ name, value: best[2 * i]!, gradient: best[2 * i + 1]! }));
}

const peers = ["Keras", "PyTorch compiled", "optax"];

function measurePeers(seconds: number): Row[] {
  if (!existsSync(peersPython)) {
    console.error("No peers here: bench/setup-peers.sh installs them.");
    return [];
  }
  const { OPENBLAS_CORETYPE: _, ...env } = process.env;
  return peers.flatMap((peer) => {
    const wanted = JSON.stringify({ peer, n: length, seconds });
    const script = join(peersFolder, "focal_peer.py");
    const { stdout, stderr } = spawnSync(peersPython, [script, wanted], { env, encoding: "utf8" });
    if (stdout) return [{ name: peer, ...(JSON.parse(stdout) as Omit<Row, "name">) }];
    console.error(`${peer} was not found: ${stderr.trim().split("\n").at(-1)}`);
    return [];
  });
}

await runCommand("focal", () => {
  const options = parseOptions({ smoke: flag, help: flag });
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  requireBuild();
  const seconds = options.smoke ? 0.3 : 6;
  const rows = [...measureOwn(seconds), ...measurePeers(seconds / 3)];
  const shown = ({ name, version = "", value, gradient }: Row) =>
    `${`${name} ${version}`.padEnd(32)}${value.toFixed(2).padStart(8)}${gradient.toFixed(2).padStart(10)}`;
  console.log(`${`ns an element, ${kernelName()}`.padEnd(32)}${"value".padStart(8)}  gradient`);
  console.log(rows.map(shown).join("\n"));
  if (options.smoke) return;
  const results = { made: circumstances(), kernels: kernelName(), n: length, rows };
  writeFileSync(join(resultsFolder, "focal.json"), `${JSON.stringify(results, null, 2)}\n`);
});
