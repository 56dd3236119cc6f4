import { expect, test } from "vitest";
import { readAddress, writeAddress } from "../../src/address.js";
import { defaults, fields } from "../../src/explorer/settings.js";

test("a state goes through the address and back", () => {
  const state = {
    ...defaults,
    input: "probability",
    dialects: ["torch", "exact"],
    at: 1e-7,
  } as const;
  const search = writeAddress(state, fields, defaults);
  expect(search).toBe("?input=probability&dialects=torch%2Cexact&at=1e-7");
  expect(readAddress(search, fields, defaults)).toEqual(state);
});

test("the defaults need no address", () => {
  expect(writeAddress(defaults, fields, defaults)).toBe("");
});

test("what cannot be read is the default", () => {
  const search = "?input=none&label=2&smoothing=&gamma=x&dialects=torch,none&other=1";
  expect(readAddress(search, fields, defaults)).toEqual({ ...defaults, dialects: ["torch"] });
});
