// What the program's own module exports.

export { countRows } from "./count-rows";
export { highestGroup } from "./groups";
export { absorbPlain, addHistogram, foldHistogram, roundHistogram } from "./histograms";
export { rankKey } from "./keys";
export { countLines, hasGroupedDigits } from "./lines";
export { areGood, hardLosses, logitLosses } from "./losses";
export { addClusters, addMoments } from "./moments";
export { carryBins, carryRecord } from "./record";
export { addRows } from "./tally";
