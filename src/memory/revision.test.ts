import { expect, test } from "vitest";
import * as imports from "./import.ts";
import { evolve, initial, nameOf } from "./revision.ts";

test("MS7, MS8: an act is known by its first event, and told from one that was cut short", () => {
  const begun = evolve(initial, {
    type: "revision.begun",
    data: { number: 31, how: "restore", entry: 9 },
    values: {},
    seq: 12,
  });
  expect(begun).toEqual({ entry: 12, ended: false });
  const data = { facts: 1, passages: 0, conflicts: 0 };
  const ended = evolve(begun, { type: "revision.ended", data, seq: 14 });
  expect(ended).toEqual({ entry: 12, ended: true });
});

test("an import is known by its event", () => {
  const data = { number: 31, what: "facts" } as const;
  const values = { file: { value: "facts.ndjson", labels: {} } };
  const begun = { type: "import.begun", data, values, seq: 12 } as const;
  expect(imports.evolve(imports.initial, begun)).toEqual({ entry: 12 });
});

test("a source has a name for commands", () => {
  expect(nameOf({ kind: "import", number: 12 })).toBe("import:12");
  expect(nameOf({ kind: "mail", id: "a1" })).toBe("mail:a1");
  expect(nameOf({ kind: "agent", name: "intake" })).toBe("agent:intake");
});
