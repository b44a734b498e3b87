import { expect, test } from "vitest";
import { planOf } from "../../test/fixtures/plan-of.ts";
import type { Node } from "../kernel/plan.ts";
import type { Json } from "../value/json.ts";
import { diagram } from "./diagram.ts";

const wait = (name: string, lasts = "PT1H"): Json => ({ [name]: { wait: { for: lasts } } });
const box = (step: Json): string => diagram(planOf({ steps: [step] })).split("\n")[2] ?? "";

test("it shows every step, its branches, and where they meet again", () => {
  const plan = planOf({
    trigger: [{ on: "mail.received" }, { cron: "0 9 * * 1-5" }, "request"],
    success: 'b.by == "time"',
    steps: [
      { read: { agent: "reader" } },
      { ask: { approve: { title: "Go?", show: "x" } } },
      { odd: { approve: { title: "Go?", show: "x" } } },
      { pick: { choose: [{ when: "true", name: "one", steps: [wait("a")] }] } },
      { known: { record: "client" } },
      { kept: { record: "client", set: { a: 1 } } },
      { sent: { effect: "mail.send" } },
      { ok: { check: "1 < 2", because: "x" } },
      { sub: { call: "other" } },
      {
        late: {
          wait: {
            on: "mail.received",
            until: "'2026-06-01'",
            ask: { title: "t", answers: { y: "Y" } },
          },
        },
      },
    ],
  });
  expect(diagram(plan)).toBe(`flowchart TD
  start(["mail.received or 0 9 * * 1-5 or on request"])
  n1["read: reader"]
  start --> n1
  n2[/"ask: asks “Go?”"/]
  n1 --> n2
  n3[/"odd: asks “Go?”"/]
  n2 --> n3
  n4{"pick: true"}
  n3 --> n4
  subgraph n5["one"]
    n6(["a: waits for 1 hour"])
  end
  n4 -->|"one"| n6
  n7[("known: read client")]
  n6 --> n7
  n4 --> n7
  n8[("kept: client")]
  n7 --> n8
  n9[["sent: mail.send"]]
  n8 --> n9
  n10["ok: 1 #lt; 2"]
  n9 --> n10
  n11["sub: calls other"]
  n10 --> n11
  n12(["late: waits for mail.received or the time '2026-06-01' or an answer"])
  n11 --> n12
  finish(["done when b.by == #quot;time#quot;"])
  n12 --> finish
`);
});

test("it joins what goes on side by side", () => {
  const drawn = diagram(
    planOf({
      steps: [
        {
          pick: {
            choose: [{ when: "true", name: "one", steps: [wait("a")] }, { otherwise: [wait("a")] }],
          },
        },
        { all: { each: { in: "[1]", key: "item", steps: [wait("b")] } } },
        { both: { parallel: { left: [wait("c")], right: [wait("c")] } } },
      ],
    }),
  );
  expect(drawn).toContain(`start(["called"])`);
  expect(drawn).toContain("each item");
  expect(drawn).toContain("side by side");
  expect(drawn).toContain("true | otherwise");
  expect(drawn.match(/--> finish/g)).toHaveLength(2);
});

test("nothing side by side goes straight on", () => {
  const drawn = diagram(planOf({ steps: [{ both: { parallel: {} } }, wait("a")] }));
  expect(drawn).toContain("n1 --> n2\n");
});

test.each([
  ["P20D", "20 days"],
  ["PT36H", "36 hours"],
  ["PT1M", "1 minute"],
  ["PT90S", "90 seconds"],
  ["PT0.25S", "250 milliseconds"],
  ["PT0S", "no time"],
])("a wait of %s is drawn as %s", (lasts, words) => {
  expect(box(wait("a", lasts))).toBe(`  n1(["a: waits for ${words}"])`);
});

test("text means to Mermaid what it says, whatever signs are in it", () => {
  const title = 'a "b" <b>&amp; #9829;\n\tc';
  expect(box({ ask: { approve: { title, show: {} } } })).toBe(
    '  n1[/"ask: asks “a #quot;b#quot; #lt;b#gt;#amp;amp; #35;9829; c”"/]',
  );
});

// The kernel's plans may hold more than a runbook's file can say.
const inPlan = (node: Node): string =>
  diagram({ ...planOf({ steps: [wait("a")] }), steps: [node] });
const base = { path: "x", name: "x", line: 1 };

test("a title that is no text is not spelled out", () => {
  const show = { show: {}, editable: false, schema: null, expiresMs: 1, onDeny: "cancel" } as const;
  expect(inPlan({ ...base, kind: "approve", title: ["t"], ...show })).toContain("x: asks “…”");
});

test("an empty case goes straight on", () => {
  const cases = [{ name: "none", when: null, steps: [] }];
  expect(inPlan({ ...base, kind: "choose", cases })).toBe(`flowchart TD
  start(["called"])
  n1{"x: otherwise"}
  start --> n1
  finish(["done"])
  n1 --> finish
`);
});

test("records of all clients, and what waits for one, are drawn", () => {
  expect(box({ found: { records: "invoice" } })).toBe(
    `  n1[("found: looks through every invoice")]`,
  );
  expect(box({ past: { episodes: { from: "2026-05-01", until: "2026-06-01" } } })).toBe(
    `  n1[("past: looks back on what happened")]`,
  );
  expect(box({ paid: { wait: { record: "invoice", when: "record.open == 0" } } })).toBe(
    `  n1(["paid: waits for invoice: record.open == 0"])`,
  );
  const about = { cron: "0 9 1 * *", about: { each: "client" } };
  expect(diagram(planOf({ trigger: about, steps: [wait("a")] }))).toContain(
    `start(["0 9 1 * * for each client"])`,
  );
});
