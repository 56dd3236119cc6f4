// Refuses addresses in place of files: the program reads files on this machine and standard input.

import { refuseUsage, show } from "../errors.js";

/** At least two letters: one is a drive on Windows. */
const address = /^([a-z][a-z0-9+.-]+):\/\//i;

const fetchers: Readonly<Record<string, (url: string) => string>> = {
  s3: (url) => `aws s3 cp ${url} -`,
  s3a: (url) => `aws s3 cp ${url} -`,
  gs: (url) => `gcloud storage cat ${url}`,
  gcs: (url) => `gcloud storage cat ${url}`,
  hdfs: (url) => `hdfs dfs -cat ${url}`,
  http: (url) => `curl -sSf ${url}`,
  https: (url) => `curl -sSf ${url}`,
};

const warehouses = /^(clickhouses?|postgres(ql)?)$/;

/** @throws UsageError for an argument that is an address, with what to do instead. */
export function refuseAddress(arg: string): void {
  const scheme = address.exec(arg)?.[1]?.toLowerCase();
  if (scheme === undefined) return;
  refuseUsage("FILE", "be on this machine", show(arg.replace(/\/\/[^/@]*@/, "//")), remedy(scheme));
}

function remedy(scheme: string): string {
  if (warehouses.test(scheme)) return "A table of a database comes with --url and --table.";
  if (scheme === "file") return "Leave file:// out.";
  const fetch = fetchers[scheme]?.("ADDRESS");
  return `Download it${fetch === undefined ? " first." : `, or pipe it: ${fetch} | bce score - --label … --prediction …`}`;
}
