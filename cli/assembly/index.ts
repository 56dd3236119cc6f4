// What the program's own module exports.

export { countLines, hasGroupedDigits } from "./lines";
export { areGood, hardLosses, logitLosses } from "./losses";
export { addRows, countRows, rankKey } from "./tally";
