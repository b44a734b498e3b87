import { expect, test } from "vitest";
import { questionIn } from "./questions.ts";

const ask = (more: object) =>
  questionIn(JSON.stringify({ client: "ana", query: "paper?", ...more }), 1, 10);

test("a question's id and client may be whole numbers, and are answered as text", () => {
  expect(ask({ id: 5, client: 7 })).toEqual({
    query: { id: "5", client: "7", query: "paper?", k: 10 },
  });
});

test("an id that is none is told under its line, without an id", () => {
  expect(ask({})).toEqual({ id: null, refused: { line: 1, reason: '"id" is missing' } });
  expect(ask({ id: 5.5 })).toEqual({
    id: null,
    refused: { line: 1, reason: expect.stringContaining("write it in quotes") as string },
  });
});

test("a day stays one, and what names no zone is UTC", () => {
  const at = (given: unknown) => ask({ id: 1, at: given });
  expect(at("2026-03-31")).toMatchObject({ query: { at: "2026-03-31" } });
  expect(at("2026-03-31T22:00-04:00")).toMatchObject({ query: { at: Date.UTC(2026, 3, 1, 2) } });
  expect(at(5)).toMatchObject({ query: { at: 5 } });
  expect(at("2026-02-30")).toMatchObject({
    refused: { reason: '"at" "2026-02-30" is no time; write one like 2026-03-03T09:30:00Z' },
  });
});
