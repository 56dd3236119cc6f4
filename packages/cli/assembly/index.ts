// What the program's own module exports.

export { countLines, hasGroupedDigits } from "./lines";
export { areGood, hardLosses, logitLosses } from "./losses";
export { absorbPlain, addHistogram, foldHistogram, roundHistogram } from "./histograms";
export { rankKey } from "./keys";
export { addRows, carryBins, carryRecord, countRows, highestGroup } from "./tally";
