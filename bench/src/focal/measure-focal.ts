// Focal loss of this package and of frameworks, in turns.

import { existsSync } from "node:fs";
import { BinaryCrossentropy, BinaryFocalCrossentropy, KernelMemory } from "binary-crossentropy";
import { peersPython } from "../paths.js";
import { sineLabels, sineLogits } from "../sine-data.js";
import { type FocalCall, type FocalRow, focalRow } from "./focal-rows.js";
import { type PeerProcess, startPeer } from "./peer-process.js";

/** The peers' data is the same: peers/focal_peer.py. */
export const length = 2 ** 20;

const calls: readonly FocalCall[] = ["value", "gradient"];
const peerNames = ["Keras", "PyTorch compiled", "optax"];
const gammas = [2, 5, 1.7];

interface Contender {
  readonly name: string;
  readonly version?: string;
  /** What its time is held against. */
  readonly base: string;
  time(call: FocalCall): number | Promise<number>;
}

const plainOn = (place: string) => `binary cross-entropy, ${place}`;
const focalOn = (gamma: number, place: string) => `gamma ${gamma}, ${place}`;

function ownContenders(): Contender[] {
  const labels = sineLabels(length);
  const logits = sineLogits(length);
  const memory = new KernelMemory({ byteLength: 12 * length + 4096 });
  const copied = (array: Float32Array) => {
    const copy = memory.float32(length);
    copy.set(array);
    return copy;
  };
  const places = [
    { place: "ordinary arrays", labels, logits, out: new Float32Array(length) },
    {
      place: "kernel memory",
      labels: copied(labels),
      logits: copied(logits),
      out: memory.float32(length),
    },
  ];
  const options = { fromLogits: true } as const;
  return places.flatMap(({ place, labels, logits, out }) => {
    const contender = (
      name: string,
      loss: BinaryCrossentropy | BinaryFocalCrossentropy,
    ): Contender => ({
      name,
      base: plainOn(place),
      time(call) {
        const start = process.hrtime.bigint();
        if (call === "value") loss(labels, logits);
        else loss.valueAndGrad(labels, logits, null, { out });
        return Number(process.hrtime.bigint() - start);
      },
    });
    return [
      contender(plainOn(place), new BinaryCrossentropy(options)),
      ...gammas.map((gamma) =>
        contender(focalOn(gamma, place), new BinaryFocalCrossentropy({ ...options, gamma })),
      ),
    ];
  });
}

async function startPeers(): Promise<[name: string, peer: PeerProcess][]> {
  if (!existsSync(peersPython)) {
    console.error("No frameworks here: bench/setup-peers.sh installs them.");
    return [];
  }
  const found: [string, PeerProcess][] = [];
  for (const name of peerNames) {
    const peer = await startPeer(name, length);
    if (typeof peer === "string") console.error(`${name} was not found: ${peer}`);
    else found.push([name, peer]);
  }
  return found;
}

export async function measureFocal(rounds: number): Promise<FocalRow[]> {
  const peers = await startPeers();
  const contenders: Contender[] = [
    ...ownContenders(),
    ...peers.map(([name, { version, time }]) => ({
      name,
      version,
      base: focalOn(2, "ordinary arrays"),
      time,
    })),
  ];
  const samples = new Map(
    contenders.map(({ name }) => [
      name,
      { value: [], gradient: [] } as Record<FocalCall, number[]>,
    ]),
  );
  try {
    for (let round = -1; round < rounds; round++)
      for (const call of calls)
        for (const { name, time } of contenders) {
          // The first brings its own arrays back into the caches.
          await time(call);
          const ns = await time(call);
          if (round >= 0) samples.get(name)![call].push(ns);
        }
  } finally {
    for (const [, peer] of peers) peer.stop();
  }
  return contenders.flatMap(({ name, base, version }) =>
    calls.map((call) =>
      focalRow(name, call, samples.get(name)![call], samples.get(base)![call], version),
    ),
  );
}
