import * as fc from "fast-check";
import { expect, test } from "vitest";
import { inboundOf, recordOf, runOf, subjectOf } from "../../src/engine/streams.ts";
import type { Recorded } from "../../src/ledger/event.ts";
import type { Labelled } from "../../src/value/label.ts";
import { project } from "../../src/views/project.ts";
import type { Seen } from "../../src/views/seen.ts";
import { anySeen } from "../fixtures/any-event.ts";

/** LG5: folds and projections accept what was forgotten, wherever content can stand. */
const forgotten: Labelled = { value: null, labels: {}, forgotten: true };

/** Every value of it, as it reads once its key is gone. */
function faded(event: Seen): Seen {
  const values = Object.fromEntries(Object.keys(event.values).map((name) => [name, forgotten]));
  return { ...event, values };
}

const folds = {
  run: runOf("r1").fold,
  inbound: inboundOf("i1").fold,
  subject: subjectOf("s1").fold,
  record: recordOf("client", "k1").fold,
} as const;

test("whatever was recorded folds when its content is forgotten, to the same decisions", () => {
  fc.assert(
    fc.property(fc.array(anySeen, { maxLength: 40 }), (events) => {
      const states: Record<string, unknown> = {};
      for (const event of events) {
        const [kind = ""] = event.stream.split("/");
        if (!(kind in folds)) continue;
        // A stream has the fold of its prefix.
        const fold = folds[kind as keyof typeof folds] as {
          initial: unknown;
          evolve(state: unknown, event: Recorded): unknown;
        };
        const before = states[event.stream] ?? fold.initial;
        states[event.stream] = fold.evolve(before, faded(event) as unknown as Recorded);
      }
    }),
  );
});

test("whatever was recorded projects when its content is forgotten, and shows nothing of it", () => {
  fc.assert(
    fc.property(anySeen, (event) => {
      for (const operation of project(faded(event))) {
        if (operation.table === "fact") expect(operation.op).toBe("remove");
        if (operation.table !== "party" || operation.op !== "set") continue;
        for (const column of ["name", "sender", "address"]) {
          expect(operation.set[column] ?? null).toBeNull();
        }
      }
    }),
  );
});
