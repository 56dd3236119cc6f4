// What stands between the packages and a release, each in a sentence.

const links = ["repository", "bugs", "homepage"];
const fields = ["description", "keywords", "license", "engines", "files", "main", ...links];

const isMissing = (value) =>
  value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

function missingFields({ name, ...manifest }) {
  const missing = fields.filter((field) => isMissing(manifest[field]));
  return missing.length === 0
    ? []
    : [`${name}: package.json must have ${missing.join(", ")}, got none.`];
}

/** Each package's version is the first one's, and so is what it asks for of the others. */
function otherVersions({ name, version, dependencies, peerDependencies }, names, released) {
  const asked = Object.entries({ dependencies, peerDependencies }).flatMap(([kind, ranges = {}]) =>
    names
      .filter((other) => ranges[other] !== undefined)
      .map((other) => [`${kind}["${other}"]`, ranges[other]]),
  );
  return [["version", version], ...asked]
    .filter(([, given]) => given !== released)
    .map(([field, given]) => `${name}: ${field} must be "${released}", got "${given}".`);
}

function changelogProblems(changelog, version) {
  const headings = changelog.split("\n").filter((line) => line.startsWith("## "));
  const section = headings.find((line) => line.split(" ")[1] === version);
  if (section === undefined)
    return [
      `CHANGELOG.md must have a section "## ${version}", got ${headings.map((line) => `"${line}"`).join(", ") || "none"}.`,
    ];
  return section.includes("not yet published")
    ? [`CHANGELOG.md must say when ${version} was published, got "${section}".`]
    : [];
}

/**
 * @param manifests What the packages' package.json say, those that others need first.
 * @param changelog The text of CHANGELOG.md.
 */
export function problemsOf(manifests, changelog) {
  const names = manifests.map(({ name }) => name);
  const { version } = manifests[0];
  return [
    ...manifests.flatMap((manifest) => otherVersions(manifest, names, version)),
    ...changelogProblems(changelog, version),
    ...manifests.flatMap(missingFields),
  ];
}
