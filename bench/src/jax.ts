// npm run jax -w bench: measures the loss on jax-js beside the formula written in jax-js, and writes
// the tables into packages/binary-crossentropy/docs/jax-js.md; or checks that the page shows the last
// results.

import { jaxTables } from "./jax/jax-rows.js";
import { measureJax } from "./jax/measure-jax.js";
import { fullLimits, smokeLimits } from "./measure.js";
import { runPageCommand } from "./page-command.js";
import { jaxFile } from "./paths.js";

/** Kernels are compiled better only after dozens of calls. */
const limits = { ...fullLimits, warmUpMs: 1000, budgetMs: 1000, maxRounds: 100 };

await runPageCommand({
  name: "jax",
  what: "losses on jax-js",
  page: jaxFile,
  block: jaxTables,
  measure: (isShort) => measureJax(isShort ? smokeLimits : limits, isShort),
});
