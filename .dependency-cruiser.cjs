// Which parts of a package may import which. A part is a folder of its sources, or a file beside
// them; what a part may import stands behind it, and every list points downwards.

/** The library: entries → losses and metrics → loss → options, shapes, kernels → errors, types. */
const library = {
  index: [
    "losses",
    "metrics",
    "loss",
    "options",
    "kernels",
    "semantics",
    "tensor",
    "errors",
    "types",
  ],
  threads: [
    "loss",
    "options",
    "kernels",
    "semantics",
    "tensor",
    "replica-context",
    "node-module",
    "errors",
    "types",
  ],
  tfjs: [
    "losses",
    "metrics",
    "loss",
    "options",
    "semantics",
    "shape",
    "tensor",
    "replica-context",
    "errors",
    "types",
  ],
  internal: ["options", "semantics", "shape", "tensor", "replica-context", "node-module", "errors"],
  losses: ["loss", "options", "semantics", "tensor", "errors"],
  metrics: ["loss", "options", "semantics", "errors", "types"],
  loss: [
    "kernels",
    "options",
    "semantics",
    "shape",
    "tensor",
    "replica-context",
    "errors",
    "types",
  ],
  kernels: ["options", "semantics", "tensor", "errors", "types"],
  options: ["semantics", "tensor", "errors", "types"],
  tensor: ["shape", "errors", "types"],
  shape: ["errors", "types"],
  semantics: ["errors", "types"],
  "replica-context": ["errors"],
  "node-module": [],
  errors: [],
  types: [],
};

/** The program: commands → output → what they compute → what it is computed from. */
const program = {
  commands: [
    "output",
    "completion",
    "warehouse",
    "compare",
    "score",
    "sql",
    "options",
    "metrics",
    "input",
    "duckdb",
    "interrupt",
    "errors",
  ],
  output: ["warehouse", "compare", "score", "options", "metrics", "input", "errors"],
  completion: ["options", "errors"],
  warehouse: ["score", "sql", "options", "metrics", "input", "interrupt", "errors"],
  compare: ["score", "options", "metrics", "input", "duckdb", "interrupt", "errors"],
  score: ["options", "metrics", "input", "duckdb", "wasm", "interrupt", "errors"],
  sql: ["options", "metrics", "input", "errors"],
  options: ["input", "errors"],
  input: ["metrics", "duckdb", "wasm", "errors"],
  metrics: ["wasm", "errors"],
  duckdb: ["errors"],
  wasm: [],
  interrupt: ["errors"],
  errors: [],
};

const layers = (folder, parts) =>
  Object.entries(parts).map(([part, below]) => ({
    name: `${folder}: ${part} knows ${below.join(", ") || "nothing"}`,
    severity: "error",
    from: { path: `^packages/${folder}/src/${part}(/|\\.ts$)` },
    to: {
      path: `^packages/${folder}/src/`,
      pathNot: `^packages/${folder}/src/(${[part, ...below].join("|")})(/|\\.ts$)`,
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
      name: "internal names are for the package distribute",
      severity: "error",
      from: { pathNot: "^packages/(binary-crossentropy|distribute)/" },
      to: { path: "^packages/binary-crossentropy/dist/(tfjs/)?internal\\." },
    },
    only("the library needs nothing", "binary-crossentropy/src/(?!tfjs/)", [
      "packages/binary-crossentropy/src/",
    ]),
    only("its tensors need TensorFlow.js alone", "binary-crossentropy/src/tfjs/", [
      "packages/binary-crossentropy/src/",
      tensors,
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
    ...layers("binary-crossentropy", library),
    {
      name: "kernels are reached by what chooses one",
      severity: "error",
      from: { pathNot: "^packages/binary-crossentropy/src/kernels/" },
      to: { path: "^packages/binary-crossentropy/src/kernels/(javascript|wasm)/" },
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
    ...layers("cli", program),
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
