// Between a port's being found free and a server's listening there, anyone can take it.

import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { onFreePorts } from "./servers.js";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

const listen = (port: number) =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    open.push(server);
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(port));
  });

test("a server whose port was taken meanwhile starts on others", async () => {
  const tried: (readonly number[])[] = [];
  const started = await onFreePorts(2, async (ports) => {
    tried.push(ports);
    if (tried.length === 1) await listen(ports[1]!);
    return Promise.all(ports.map(listen));
  });
  expect(tried).toHaveLength(2);
  expect(started).toEqual(tried[1]);
});

test.each([
  ["could not bind: Address already in use", 5],
  ["no such user", 1],
])("a failure of %j is reported after %d attempts", async (message, most) => {
  let attempts = 0;
  const start = () => {
    attempts++;
    return Promise.reject(new Error(message));
  };
  await expect(onFreePorts(1, start)).rejects.toThrow(message);
  expect(attempts).toBe(most);
});
