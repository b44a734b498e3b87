import { expect, test } from "vitest";
import { accept, refuse } from "./decision.ts";

test("a decision carries the events that follow, or the code and words of a no", () => {
  expect(accept("a", "b")).toEqual({ ok: true, events: ["a", "b"] });
  expect(refuse("series_busy", "Cannot")).toEqual({
    ok: false,
    refusal: { code: "series_busy", message: "Cannot" },
  });
});
