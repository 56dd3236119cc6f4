"""One framework behind a pipe: a JSON object per line in, one per line out. `server.py FRAMEWORK THREADS`

The messages are those of src/hosts/protocol.ts. Arrays come and gradients go as raw files. Only the calls themselves are timed:
arrays are turned into the framework's own, and functions compiled, before that.
"""

import importlib
import json
import os
import sys
import time

import workload


def limit_threads(count):
    """Before the framework is imported, for that is when it asks how many cores there are."""
    for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[variable] = str(count)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


class Server:
    """The contenders of one framework, and the functions of the workload that they are prepared for."""

    def __init__(self, framework, threads):
        self.framework = framework
        self.threads = threads
        self.runs = {}

    def prepare(self, message):
        self.runs = {}  # so that the memory of the last workload is free
        arrays = workload.read(message["workload"], message["files"])
        entrants, failed = [], {}
        for name, make in self.framework.contenders.items():
            if message["only"] is not None and name not in message["only"]:
                continue
            try:
                run = make(message["workload"], arrays)
                if run is None:  # there is no such workload for it
                    continue
                run()  # compiles, where the contender compiles
            except Exception as error:  # a framework may raise anything, and one that fails must not stop the others
                failed[name] = f"{type(error).__name__}: {error}".splitlines()[0]
                continue
            self.runs[name] = run
            entrants.append({"name": name, "threads": min(self.threads, self.framework.most_threads), "version": self.framework.version})
        return {"entrants": entrants, "failed": failed}

    def check(self, message):
        start = time.perf_counter_ns()
        mean, gradient = self.runs[message["contender"]]()
        ns = time.perf_counter_ns() - start
        if gradient is not None and message["gradient"] is not None:
            self.framework.to_numpy(gradient).reshape(-1).tofile(message["gradient"])
        return {"mean": mean, "ns": ns}

    def sample(self, message):
        run = self.runs[message["contender"]]
        sink = 0.0
        start = time.perf_counter_ns()
        for _ in range(message["calls"]):
            sink += run()[0]
        return {"ns": time.perf_counter_ns() - start, "sink": sink}


def main():
    name, threads = sys.argv[1], int(sys.argv[2])
    # What a framework prints must not get between the replies.
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def reply(message):
        print(json.dumps(message), file=replies, flush=True)

    limit_threads(threads)
    try:
        framework = importlib.import_module(name)
    except ImportError as error:
        reply({"error": str(error)})
        return
    server = Server(framework, threads)
    reply({"ready": True})
    for line in sys.stdin:
        message = json.loads(line)
        try:
            reply(getattr(server, message["do"])(message))
        except Exception as error:
            reply({"error": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    main()
