import { expect, test } from "vitest";
import { type ArgumentKind, sensitive } from "./argument-kind.ts";

test.each<[ArgumentKind, boolean]>([
  ["recipient", true],
  ["amount", true],
  ["account", true],
  ["link", true],
  ["file", true],
  ["command", true],
  ["text", false],
  ["plain", false],
])("whether %s must be vouched for: %j", (kind, demanded) => {
  expect(sensitive(kind)).toBe(demanded);
});
