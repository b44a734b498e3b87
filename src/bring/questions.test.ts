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
