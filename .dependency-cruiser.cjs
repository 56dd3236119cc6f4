// Which parts of a package may import which. A part is a folder of its sources, or a file beside
// them; what a part may import stands behind it, and every list points downwards.

const errors = ["errors", "types"];

/**
 * The library: entries → losses and metrics → loss → sweep → task → options, shapes, kernels →
 * tensors → errors, types.
 */
const reading = ["options", "semantics", "shape", "tensor", ...errors];
const computing = ["ambient", "kernels", ...reading];
const library = {
  index: ["losses", "metrics", "loss", "weights", "activations", "task", ...computing],
  threads: ["loss", "sweep", "task", "node-module", ...computing],
  tfjs: ["webgpu", "losses", "metrics", "loss", "sweep", "task", "ambient", ...reading],
  webgpu: ["loss", "task", "ambient", ...reading],
  jax: ["loss", "task", ...reading],
  internal: ["ambient", "node-module", ...reading],
  losses: ["loss", ...reading],
  metrics: ["loss", "activations", "sweep", "task", "kernels", ...reading],
  loss: ["sweep", "task", ...computing],
  weights: ["task", ...reading],
  activations: ["task", ...reading],
  sweep: ["task", ...computing],
  task: computing,
  kernels: ["ambient", "options", "semantics", "tensor", ...errors],
  // It holds what others compute with, and knows their types alone.
  ambient: ["tensor", "types"],
  options: ["semantics", "tensor", ...errors],
  tensor: ["shape", ...errors],
  shape: errors,
  semantics: errors,
  "node-module": [],
  errors: [],
  types: [],
};

/**
 * The program: commands → output, completion → compare, warehouse → score → options → sql → input →
 * rows, metrics, statistics, duckdb → wasm → the files beside the folders.
 */
const files = ["errors", "interrupt", "loss-options", "progress", "say-error", "version"];
const scoring = [
  "options",
  "sql",
  "input",
  "rows",
  "metrics",
  "statistics",
  "duckdb",
  "wasm",
  ...files,
];
const program = {
  commands: ["output", "completion", "compare", "warehouse", "score", ...scoring],
  output: ["compare", "warehouse", "score", ...scoring],
  completion: ["options", ...files],
  warehouse: ["score", ...scoring],
  compare: ["score", ...scoring],
  score: scoring,
  options: ["sql", "input", "rows", "metrics", ...files],
  sql: ["input", "rows", "metrics", "statistics", ...files],
  input: ["rows", "metrics", "duckdb", "wasm", ...files],
  rows: [],
  metrics: ["wasm", ...files],
  statistics: [],
  duckdb: files,
  wasm: [],
};

/** Training: fit and evaluate, and the pieces of other loops → state → what replicas compare, send. */
const training = {
  index: ["loop", "pieces", "state", "rows", "read", "trainable-model"],
  loop: ["state", "describe", "rows", "messages", "read", "trainable-model"],
  pieces: ["state", "describe", "rows", "messages", "read", "trainable-model"],
  state: ["messages"],
  describe: ["rows"],
  rows: [],
  messages: [],
  read: [],
  "trainable-model": [],
};

/** One rule for each part. The page of ambient state may name the types of any other. */
const layers = (sources, parts) =>
  Object.entries(parts).map(([part, below]) => ({
    name: `${sources}: ${part} knows ${below.join(", ") || "nothing"}`,
    severity: "error",
    from: { path: `^packages/${sources}/${part}(/|\\.ts$)` },
    to: {
      path: `^packages/${sources}/`,
      pathNot: `^packages/${sources}/(${[part, ...below].join("|")})(/|\\.ts$)`,
      ...(part === "ambient" && { dependencyTypesNot: ["type-only"] }),
    },
  }));

/** A rule that sources under a path import nothing but what lies under others. */
const only = (name, from, to) => ({
  name,
  severity: "error",
  from: { path: `^packages/${from}` },
  to: { pathNot: `^(${to.join("|")})` },
});

const coreEntry = (name) => `packages/binary-crossentropy/dist/${name}\\.`;
const tensors = "node_modules/@tensorflow/tfjs-core/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "packages know one another by name",
      severity: "error",
      from: { path: "^(packages/[^/]+|bench|examples)/" },
      to: { path: "^(packages/[^/]+|bench|examples)/(src|test|assembly)/", pathNot: "^$1/" },
    },
    {
      name: "internal names are for the packages beside the library",
      severity: "error",
      from: { pathNot: "^packages/" },
      to: { path: "^packages/binary-crossentropy/dist/(tfjs/)?internal\\." },
    },
    only("the library needs nothing", "binary-crossentropy/src/(?!(tfjs|jax)/)", [
      "packages/binary-crossentropy/src/",
    ]),
    only("its tensors need TensorFlow.js alone", "binary-crossentropy/src/tfjs/", [
      "packages/binary-crossentropy/src/",
      tensors,
    ]),
    only("its arrays of jax-js need jax-js alone", "binary-crossentropy/src/jax/", [
      "packages/binary-crossentropy/src/",
      "node_modules/@jax-js/jax/",
    ]),
    only("strategies need the library alone", "distribute/src/(?!tfjs/)", [
      "packages/distribute/src/",
      coreEntry("index"),
      coreEntry("internal"),
    ]),
    only("training needs the library and TensorFlow.js", "distribute/src/tfjs/", [
      "packages/distribute/src/",
      coreEntry("(tfjs/)?(index|internal)"),
      tensors,
    ]),
    ...layers("binary-crossentropy/src", library),
    {
      name: "kernels are reached by what chooses one",
      severity: "error",
      from: { pathNot: "^packages/binary-crossentropy/src/kernels/" },
      to: {
        path: "^packages/binary-crossentropy/src/kernels/(javascript|wasm)/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "kernels do not know one another",
      severity: "error",
      from: { path: "^packages/binary-crossentropy/src/kernels/(javascript|wasm)/" },
      to: {
        path: "^packages/binary-crossentropy/src/kernels/(javascript|wasm)/",
        pathNot: "^packages/binary-crossentropy/src/kernels/$1/",
      },
    },
    {
      name: "MPI is reached by the entry alone",
      severity: "error",
      from: { path: "^packages/distribute/src/(?!mpi/|index\\.ts$)" },
      to: { path: "^packages/distribute/src/mpi/" },
    },
    {
      name: "tensors and files are entries of their own",
      severity: "error",
      from: { path: "^packages/distribute/src/(?!tfjs/|checkpoint/)" },
      to: { path: "^packages/distribute/src/(tfjs|checkpoint)/" },
    },
    ...layers("distribute/src/tfjs", training),
    ...layers("cli/src", program),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js"],
      exportsFields: ["exports"],
      conditionNames: ["import"],
    },
  },
};
