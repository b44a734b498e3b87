import { expect, test } from "vitest";
import { problem, statusOf } from "./errors.ts";

test.each([
  ["run_unknown", 404],
  ["policy_forbids", 403],
  ["not_permitted", 403],
  ["budget_exhausted", 402],
  ["approval_expired", 410],
  ["input_invalid", 422],
  ["approval_changed", 409],
  ["anything_else", 409],
])("%s has status %i", (code, status) => {
  expect(statusOf(code)).toBe(status);
});

test("a problem says type, title, status, detail and code", async () => {
  const response = problem(418, "odd_state", "Cannot brew: it is a teapot");
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.json()).toEqual({
    type: "urn:mainstay:problem:odd_state",
    title: "Refused",
    status: 418,
    detail: "Cannot brew: it is a teapot",
    code: "odd_state",
  });
});
