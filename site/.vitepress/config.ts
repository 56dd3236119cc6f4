// The site. Its pages lie all over the repository: pages.ts is the map.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { wrapCode } from "./code.js";
import { anchorOf, linkPages } from "./links.js";
import { apis, pathOf, sections } from "./pages.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const inSite = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const linkOf = (path: string) => `/${path.replace(/(index)?\.md$/, "")}`;

/** Threads share memory only with pages that are served so. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** A curve of the loss, in the page itself: one request less. */
const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M2 1c1 9 3 13 13 13" fill="none" stroke="#3e63dd" stroke-width="3" stroke-linecap="round"/></svg>',
)}`;

export default defineConfig({
  title: "binary-crossentropy",
  description:
    "Binary cross-entropy for JavaScript and TypeScript, with the numbers of Keras, PyTorch and exact arithmetic.",
  lang: "en",
  srcDir: root,
  outDir: inSite("dist"),
  cacheDir: inSite(".vitepress/cache"),
  // Every file of the map and of the API, and no other.
  srcExclude: [
    "!(site|packages|docs)/**/*.md",
    "README.md",
    "packages/*/*.md",
    "packages/*/!(docs)/**/*.md",
    "packages/*/docs/api/**/*.md",
  ],
  rewrites: (id: string) => pathOf(id) ?? id,
  lastUpdated: false,
  head: [["link", { rel: "icon", href: icon }]],
  markdown: {
    anchor: { slugify: anchorOf },
    headers: { level: [2, 3] },
    config: (md) => {
      linkPages(md, root);
      wrapCode(md);
    },
  },
  themeConfig: {
    search: {
      provider: "local",
      options: {
        miniSearch: {
          searchOptions: {
            // Guides before the API and the changes. It is sent to the page as text: it can use
            // nothing but its argument.
            boostDocument: (id: string) =>
              /\/(api|api-distribute)\/|\/changes\./.test(id)
                ? 0.4
                : id.includes("/speed.")
                  ? 0.5
                  : 1,
          },
        },
      },
    },
    nav: [
      { text: "Guides", link: "/guide/getting-started" },
      { text: "Explorer", link: "/explorer" },
      { text: "API", link: "/api/" },
    ],
    sidebar: [
      ...sections.map(({ text, pages }) => ({
        text,
        collapsed: false,
        items: pages.map(({ text, path }) => ({ text, link: linkOf(path) })),
      })),
      {
        text: "API",
        collapsed: false,
        items: apis.map(({ folder, text }) => ({ text, link: `/${folder}/` })),
      },
    ],
    outline: [2, 3],
  },
  vite: {
    publicDir: inSite("public"),
    server: {
      host: "127.0.0.1",
      port: 5181,
      headers: isolation,
      fs: { allow: [root] },
      watch: { ignored: ["**/test/**", "**/dist/**", "**/bench/**", "**/.cache/**"] },
    },
    preview: { host: "127.0.0.1", headers: isolation },
    worker: { format: "es" },
    build: { target: "es2022", chunkSizeWarningLimit: 1500 },
    optimizeDeps: { exclude: ["binary-crossentropy"] },
  },
  transformPageData({ filePath }) {
    // A file that is no page of the map is a mistake of the patterns above.
    if (!pathOf(filePath)) throw new Error(`${filePath} is no page of the site: see pages.ts.`);
  },
});
