// The numbers of this module that TypeScript must know too: scripts/build-kernels.mjs writes
// them into src/wasm/numbers.ts. What each is stands where it is made.

export { costBins, costShift, countBits, restBits } from "./costs";
export { plainBytes, weightedBytes } from "./histograms";
export { keyBits } from "./keys";
export { limbCount, limbsExponent } from "./limbs";
export { clusterBytes, momentColumns, momentsAt, momentShift, onesBytes, othersBytes } from "./moments";
export { narrowExponent } from "./narrow";
export { pairExponent, pairShift } from "./pairs";
export {
  binBytes, chunkShift, classesAt, fineBins, lossAt, narrowAt, othersAt, plainAt, predictedAt, recordBytes, rowsOfBins,
  rowsOfRecord, smallAt, squaresAt,
} from "./record";
export { foundWords, scratchBytes } from "./tally";
export { windowBytes, windowExponent, windowWords } from "./window";
