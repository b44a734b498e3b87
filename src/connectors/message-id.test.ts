import { expect, test } from "vitest";
import * as messageId from "./message-id.ts";

test("brackets and blanks do not matter, and the rest stays as it was written", () => {
  expect(messageId.normalise(" <A1.b@Nordlicht.EXAMPLE> (sent)")).toBe("A1.b@Nordlicht.EXAMPLE");
  expect(messageId.normalise("A1.b@Nordlicht.EXAMPLE")).toBe("A1.b@Nordlicht.EXAMPLE");
  expect(messageId.normalise("no-domain")).toBe("no-domain");
});

test("what cannot name a message names none", () => {
  for (const raw of ["", "two words", "x".repeat(600)]) expect(messageId.normalise(raw)).toBeNull();
});

test("a thread is read in order, without repeats", () => {
  expect(messageId.all("<a@x> junk <b@X>\t<a@x>")).toEqual(["a@x", "b@X"]);
});
