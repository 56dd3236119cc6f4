// Why a worker did not start, and what to do about it. It goes by the messages of engines, which
// have no common codes.

import { show, ValueError } from "../errors.js";

interface Kind {
  readonly pattern: RegExp;
  readonly remedy: string;
}

const kinds: readonly Kind[] = [
  {
    pattern: /Worker is not (defined|a constructor)/,
    remedy:
      "This platform has no workers: leave startThreads out, and calls stay on the calling thread.",
  },
  {
    pattern: /TrustedScriptURL|Trusted ?Type/i,
    remedy: "The page's policy wants trusted types: allow this address in a policy named default.",
  },
  {
    // All that a browser says of an address that is not there, is no script, or that a policy
    // forbids.
    pattern: /did not load/,
    remedy:
      "Serve binary-crossentropy/threads/worker, pass its address as worker, and allow it in the page's policy, under worker-src.",
  },
  {
    pattern: /origin/i,
    remedy: "Serve the worker's script from the page's own origin, and pass its address as worker.",
  },
  {
    pattern: /ERR_ACCESS_DENIED|restricted/i,
    remedy: "Start Node with --allow-worker, or leave startThreads out.",
  },
  {
    pattern: /EAGAIN|ENOMEM|ERR_WORKER_(INIT_FAILED|OUT_OF_MEMORY)|memory/i,
    remedy: "The system grants no more threads or memory: pass a smaller count.",
  },
  {
    pattern: /no answer in/,
    remedy:
      "The machine is overloaded, or the script is another one: pass a smaller count, or the right address as worker.",
  },
];

const elsewhere = "Pass the address of binary-crossentropy/threads/worker as worker.";

/** The error of a pool whose workers do not start: it keeps the cause. */
export function startFailure(script: string | undefined, cause: Error): ValueError {
  const { code } = cause as { readonly code?: unknown };
  const said = `${cause.name} ${code ?? ""} ${cause.message}`;
  const remedy = kinds.find(({ pattern }) => pattern.test(said))?.remedy ?? elsewhere;
  const received = script === undefined ? "its own" : show(script);
  const message = `startThreads: worker must be a script that starts as a worker, got ${received}: ${cause.message}.`;
  return new ValueError(`${message.replace(/\.+$/, ".")} ${remedy}`, { cause });
}
