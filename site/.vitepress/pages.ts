// The map of the site: which file of the repository is which page, in the order of the sidebar. A
// page that readers of the repository need too stays where it lies; one that only the site needs is
// in site/.

export interface PageOfSite {
  /** The file, from the root of the repository. */
  readonly source: string;
  /** Where the site has it. */
  readonly path: string;
  /** What the sidebar calls it. */
  readonly text: string;
}

export interface Section {
  readonly text: string;
  readonly pages: readonly PageOfSite[];
}

const page = (text: string, path: string, source: string): PageOfSite => ({
  text,
  path: `${path}.md`,
  source: `${source}.md`,
});

/** A page of the site alone, which lies where its address says. */
const own = (text: string, path: string) => page(text, path, `site/${path}`);

const library = (text: string, path: string, name: string) =>
  page(text, path, `packages/binary-crossentropy/docs/${name}`);

const start = own("Start", "index");

export const sections: readonly Section[] = [
  {
    text: "Try it here",
    pages: [
      own("Explorer", "explorer"),
      own("Translate a call", "translate"),
      own("Your predictions", "predictions"),
      own("Speed here", "speed-here"),
      own("Train Keras's tutorials", "tutorials"),
    ],
  },
  {
    text: "Guides",
    pages: [
      own("Getting started", "guide/getting-started"),
      own("Port from Keras", "guide/port-from-keras"),
      own("From PyTorch", "guide/from-pytorch"),
      own("Training loops", "guide/training-loops"),
      own("Several labels, some missing", "guide/multi-label"),
      own("Imbalanced data", "guide/imbalanced-data"),
      own("GANs", "guide/gans"),
      own("Browsers", "guide/browsers"),
      own("Examples to copy", "guide/examples"),
      library("TensorFlow.js", "guide/tensorflow-js", "tensorflow-js"),
      library("Threads", "guide/threads", "threads"),
      library("WebGPU", "guide/webgpu", "webgpu"),
      library("jax-js", "guide/jax-js", "jax-js"),
      library("Losses of your own", "guide/custom-losses", "custom-losses"),
      page("Score files and tables", "guide/score-files", "packages/cli/docs/cli"),
      page("Several machines", "guide/distribute", "packages/distribute/docs/distribute"),
      page(
        "Train on several machines",
        "guide/distribute-training",
        "packages/distribute/docs/distribute-training",
      ),
      page("Tutorials", "guide/tutorials", "docs/tutorials"),
    ],
  },
  {
    text: "Concepts",
    pages: [
      own("Shapes and reductions", "concepts/shapes"),
      own("Dialects", "concepts/dialects"),
      library("Weights and masks", "concepts/weights-and-masks", "weights-and-masks"),
      own("Accuracy", "concepts/accuracy"),
    ],
  },
  {
    text: "Reference",
    pages: [
      own("Options", "reference/options"),
      own("Errors", "reference/errors"),
      library("Where it runs", "reference/platforms", "platforms"),
      page("Changes", "reference/changes", "CHANGELOG"),
    ],
  },
  {
    text: "How it is made",
    pages: [
      library("Differences", "made/differences", "differences"),
      page("Speed", "made/speed", "docs/speed"),
      page("Architecture", "made/architecture", "docs/architecture"),
      page("Contributing", "made/contributing", "CONTRIBUTING"),
    ],
  },
];

const pages: readonly PageOfSite[] = [start, ...sections.flatMap(({ pages }) => pages)];

/** Pages written by TypeDoc: the folder in site/ that they are in, and what the sidebar calls it. */
export const apis = [
  { folder: "api", text: "binary-crossentropy" },
  { folder: "api-distribute", text: "…-distribute" },
];

/** The page that a file of the repository is, or undefined. */
export function pathOf(source: string): string | undefined {
  const listed = pages.find((page) => page.source === source);
  if (listed) return listed.path;
  const isOfApi = apis.some(({ folder }) => source.startsWith(`site/${folder}/`));
  return isOfApi ? source.slice("site/".length) : undefined;
}
