import { expect, test } from "vitest";
import { changed } from "./change.ts";

const draft = {
  project: { deadline: "2026-07-15" },
  list: ["a", { text: "b" }],
  letter: "by 15 July",
};

test("a pointer gets a new value, or a piece of its text another", () => {
  const changes = {
    "/project/deadline": "2026-07-18",
    "/list/1/text": ["c"],
    "/letter": { replace: "15 July", by: "18 July" },
  };
  expect(changed(draft, changes)).toEqual({
    project: { deadline: "2026-07-18" },
    list: ["a", { text: ["c"] }],
    letter: "by 18 July",
  });
  expect(draft.project.deadline).toBe("2026-07-15");
});

test("what the draft does not hold is refused", () => {
  expect(() => changed(draft, { "/project/price": "1" })).toThrow(
    'the draft has no "/project/price"',
  );
  expect(() => changed(draft, { "/letter": { replace: "16 July", by: "" } })).toThrow(
    '"/letter" of the draft does not hold "16 July"',
  );
});
