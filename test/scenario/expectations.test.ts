import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { missed, stage, studio, told } from "./stage.ts";

const company = stage();
const name = "onboard-client-paid-early";

/** `at`: a text of the changed file's line that must be named; that of the change where it is absent. */
type Wrong = { from: string; to: string; at?: string; says: string };

/** Each changes the passing scenario in one place, so that just this expectation is wrong. */
const wrong: Readonly<Record<string, Wrong>> = {
  "equal-argument": {
    from: "kind: deposit,",
    to: "kind: invoice,",
    says: `books.invoice.issue: with › kind is not as expected | "invoice" | "deposit"`,
  },
  "equal-deep": {
    from: "name: Nordlicht Coffee }",
    to: "name: Nordlicht Tea }",
    says: `with › client › name is not as expected | "Nordlicht Tea" | "Nordlicht Coffee"`,
  },
  contains: {
    from: "looking forward",
    to: "looking back",
    says: `with › text is not as expected | something that contains "looking back" | "Dear Ana`,
  },
  matches: {
    from: `{ contains: [looking forward, "2,400.00 EUR net"] }`,
    to: `{ matches: "^Hello" }`,
    says: `something that matches "^Hello"`,
  },
  "one-of": {
    from: "to: ana@nordlicht.example",
    to: "to: { oneOf: [tom@harbourbooks.example, ana@kontor9.example] }",
    says: `one of "tom@harbourbooks.example", "ana@kontor9.example" | "ana@nordlicht.example"`,
  },
  not: {
    from: "to: ana@nordlicht.example",
    to: "to: { not: { contains: nordlicht } }",
    says: `anything but {"contains":"nordlicht"}`,
  },
  exactly: {
    from: "client: { name: Nordlicht Coffee }",
    to: "client: { exactly: { name: Nordlicht Coffee } }",
    says: `exactly {"name":"Nordlicht Coffee"} | {"name":"Nordlicht Coffee","address"`,
  },
  list: {
    from: "[{ name: 2026-011.pdf }]",
    to: "[{ name: 2026-011.pdf }, { name: terms.pdf }]",
    says: "with › attach is not as expected",
  },
  absent: {
    from: "to: ana@nordlicht.example",
    to: "inReplyTo: null",
    says: `with › inReplyTo is not as expected | nothing | "CAF2k8xJ1`,
  },
  result: {
    from: "number: 2026-011,",
    to: "number: 2026-010,",
    says: `gives › number is not as expected | "2026-010" | "2026-011"`,
  },
  judged: {
    from: "judged: permitted\n      rule: letter-seen",
    to: "judged: asked\n      rule: letter-seen",
    says: `mail.send: judged is not as expected | "asked" | "permitted"`,
  },
  rule: {
    from: "rule: letter-seen",
    to: "rule: letter-new-recipient",
    says: `rule is not as expected | something that contains "letter-new-recipient" | ["letter-seen"]`,
  },
  time: {
    from: "2026-06-01 17:41",
    to: "2026-06-01 17:42",
    says: `on is not as expected | something that contains "2026-06-01 17:42"`,
  },
  fate: {
    from: "rule: payment-from-bank",
    to: "fate: unknown",
    says: `books.payment.record: fate is not as expected | "unknown" | "done"`,
  },
  times: {
    from: "rule: payment-from-bank",
    to: "times: 2",
    at: "act: books.payment.record",
    says: "books.payment.record: expected, and there is none",
  },
  "nothing-else": {
    from: `    - act: mail.send
      with:
        to: ana@nordlicht.example
        text: { contains: [looking forward, "2,400.00 EUR net"] }
        attach: [{ name: 2026-011.pdf }]
      judged: permitted
      rule: letter-seen
`,
    to: "",
    at: "act: books.invoice.issue",
    says: `mail.send: it was done, and nothing expects it | nothing else | to "ana@nordlicht.example"`,
  },
  record: {
    from: "stage: open,",
    to: "stage: closed,",
    says: `record project of ana@nordlicht.example: stage is not as expected | "closed" | "open"`,
  },
  "record-absent": {
    from: "owes: null",
    to: "owes: { not: null }",
    says: "owes is not as expected | anything but nothing | nothing",
  },
  "item-missing": {
    from: "items: []",
    to: "items: [{ step: confirm }]",
    says: `item: expected, and there is none | step "confirm"`,
  },
  "item-more": {
    from: "  - after: P3D\n",
    to: "  - mail: mail/10-broken-scan.eml\n  - after: P3D\n",
    at: "items: []",
    says: "is still open, and nothing expects it",
  },
  status: {
    from: "status: completed",
    to: "status: cancelled",
    says: `onboard-client: status is not as expected | "cancelled" | "completed"`,
  },
  runs: {
    from: "status: completed",
    to: "times: 0",
    says: "onboard-client: there are not as many jobs as expected | 0 | 1",
  },
  arrival: {
    from: "items: []",
    to: "arrivals: [{ title: Packaging for 4 blends, fate: ignored }]",
    says: `arrival: fate is not as expected | "ignored" | "started"`,
  },
  answer: {
    from: "step: confirm",
    to: "step: reply",
    at: "after: PT1H",
    says: `nothing of that name waits for her; what waits is "Send brief + deposit invoice`,
  },
  invoice: {
    from: "pays: ana@nordlicht.example",
    to: "pays: 2026-099",
    at: "after: P3D",
    says: `Cannot play this: no invoice was issued that "2026-099" names`,
  },
};

let base: string;
let misses: Record<string, string[]>;

/** A scenario of its own name, with one change. */
function changed(as: string, { from, to }: Pick<Wrong, "from" | "to">): string {
  expect(base, `"${as}" changes what is there`).toContain(from);
  return base.replace(from, () => to).replace(`scenario: ${name}`, `scenario: ${as}`);
}

beforeAll(async () => {
  base = await readFile(path.join(studio, "scenarios", `${name}.yaml`), "utf8");
  const files = Object.entries(wrong).map(([as, change]) => [
    `scenarios/${as}.yaml`,
    changed(as, change),
  ]);
  await company.write(Object.fromEntries(files));
  misses = missed(await told(company.folder));
}, 60_000);

test.each(Object.entries(wrong))("what is not as expected is told: %s", (as, change) => {
  const found = misses[as] ?? [];
  expect(found.join("\n")).toContain(change.says);
  expect(found).toHaveLength(1);
  const mark = change.at ?? change.to.split("\n")[0] ?? "";
  const before = changed(as, change).split(mark)[0] ?? "";
  expect(found[0]).toMatch(new RegExp(`^${before.split("\n").length}: `));
});

test("others may be allowed", async () => {
  const { from, to } = wrong["nothing-else"] ?? { from: "", to: "" };
  const file = changed("others", { from, to }).replace("then:\n", "then:\n  others: allowed\n");
  await company.write({ "scenarios/others.yaml": file });
  expect(missed(await told(company.folder))).toEqual({ others: [] });
});
