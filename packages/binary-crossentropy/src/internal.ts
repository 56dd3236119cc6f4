// What the packages beside this one take from it, and nobody else should: these names may change in
// any version. The public names are in index.ts.

export { dialects, dtypes, type Range, ranges } from "./options/ranges.js";
export { defaults } from "./options/read-options.js";
export { clipOf } from "./semantics/element.js";
