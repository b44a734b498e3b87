import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Facts, judge, mayAsk } from "./judge.ts";
import type { Policy, Rule, Verdict } from "./rule.ts";

const facts: Facts = {
  principal: "runbook:onboard-client",
  persona: null,
  action: "mail.send",
  connector: "mail",
  args: { to: "ana@a.example" },
  reversible: false,
  amount: "2856.00 EUR",
  recipient: { address: "ana@a.example", known: true, vouched: true },
  provenance: {},
  confidence: null,
  history: { unedited: 0, total: 0, complaints: 0 },
  budget: { leftMicros: null },
  client: "s1",
  company: { example: true },
  subject: { stage: "enquiry" },
  process: "onboard-client",
  secrets: [],
};
const rule = (verdict: Verdict, more: Partial<Rule> = {}): Rule => ({
  id: `${verdict}-it`,
  verdict,
  actions: ["mail.*"],
  when: null,
  because: `because ${verdict}`,
  file: "policies/studio.yaml",
  line: 1,
  ...more,
});
const policy = (...rules: Rule[]): Policy => ({
  name: "studio",
  version: "v",
  rules,
  grants: [{ to: facts.principal, may: ["mail.*"] }],
});
const grounds = {
  kind: "recipient",
  origins: ["outside"],
  clients: ["s1"],
  vouched: false,
} as const;
const provenance = (at: string, more: object = {}): Facts["provenance"] => ({
  [at]: { ...grounds, origins: [...grounds.origins], clients: [...grounds.clients], ...more },
});

test("RU2: without a rule the answer is no", () => {
  const none = {
    verdict: "forbid",
    rules: [{ id: "mainstay/no-rule", because: 'no rule permits "mail.send"' }],
  };
  expect(judge([policy()], facts)).toMatchObject(none);
  expect(judge([policy(rule("permit", { actions: ["books.*"] }))], facts)).toMatchObject(none);
  expect(judge([policy(rule("permit", { when: "false" }))], facts)).toMatchObject(none);
});

test("RU1: a rule names its actions: one, all of a connector, or all", () => {
  for (const pattern of ["mail.send", "mail.*", "*"]) {
    expect(judge([policy(rule("permit", { actions: [pattern] }))], facts).verdict).toBe("permit");
  }
  for (const pattern of ["mail", "mail.sen", "mai.*", "mail.send.*"]) {
    expect(judge([policy(rule("permit", { actions: [pattern] }))], facts).verdict).toBe("forbid");
  }
});

test("RU3: the strictest rule that holds wins, whatever the order", () => {
  const order: Verdict[] = ["permit", "ask", "secondFactor", "byHand", "forbid"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...order), { minLength: 1 }), (verdicts) => {
      const strictest = order.toReversed().find((verdict) => verdicts.includes(verdict));
      const judgement = judge([policy(...verdicts.map((v) => rule(v)))], facts);
      expect(judgement.verdict).toBe(strictest);
      expect(judgement.rules[0]?.verdict).toBe(strictest);
      expect(judgement.rules).toHaveLength(verdicts.length);
    }),
  );
});

test("RU4: a rule that errs holds, unless it permits", () => {
  const erring = { when: "args.nope == 1" };
  expect(judge([policy(rule("permit", erring))], facts)).toMatchObject({
    verdict: "forbid",
    rules: [
      { id: "mainstay/no-rule" },
      { id: "permit-it", erred: expect.stringContaining("args.nope") as string },
    ],
  });
  expect(judge([policy(rule("permit"), rule("ask", erring))], facts)).toMatchObject({
    verdict: "ask",
    rules: [
      { id: "ask-it", erred: expect.stringContaining("args.nope") as string },
      { id: "permit-it" },
    ],
  });
  expect(judge([policy(rule("permit"), rule("forbid", { when: "1 +" }))], facts).verdict).toBe(
    "forbid",
  );
  expect(judge([policy(rule("permit"), rule("forbid", { when: "'a'" }))], facts).verdict).toBe(
    "forbid",
  );
});

test("JU4: of two currencies none is said to be the greater", () => {
  const large = rule("ask", { when: "compare_money(amount, '10000.00 EUR') > 0" });
  const because = "it is above 10,000.00 EUR";
  const of = (amount: string) =>
    judge([policy(rule("permit"), { ...large, because })], { ...facts, amount }).rules[0];
  expect(of("10001.00 EUR")).toEqual({ id: large.id, verdict: "ask", because });
  expect(of("10000 JPY")).toMatchObject({
    because: `it cannot be told here whether this holds: ${because}`,
    erred: expect.stringContaining("JPY") as string,
  });
  expect(
    judge([policy({ ...large, because: "" })], { ...facts, amount: "1 JPY" }).rules[0],
  ).toMatchObject({ because: "" });
});

test("JU3: rules read the facts by their names", () => {
  const when =
    "principal == 'runbook:onboard-client' && persona == null && action == 'mail.send' && connector == 'mail' && " +
    "args.to == recipient.address && recipient.known && !reversible && compare_money(amount, '3000.00 EUR') < 0 && " +
    "confidence == null && history.total == 0 && budget.leftMicros == null && company.example && client == 's1' && " +
    "subject.stage == 'enquiry' && process == 'onboard-client' && provenance['/to'].vouched";
  const judged = { ...facts, provenance: provenance("/to", { vouched: true }) };
  expect(judge([policy(rule("permit", { when }))], judged).verdict).toBe("permit");
});

test("JU1: without a grant no rule helps", () => {
  const judgement = judge([{ ...policy(rule("permit")), grants: [] }], facts);
  expect(judgement.verdict).toBe("forbid");
  expect(judgement.rules).toEqual([
    {
      id: "mainstay/no-grant",
      verdict: "forbid",
      because: '"runbook:onboard-client" has no grant for "mail.send"',
    },
  ]);
});

test("JU1: a grant in any of the files is a grant, whichever holds the rule", () => {
  const bare = { ...policy(rule("permit")), grants: [] };
  expect(judge([bare, policy()], facts).verdict).toBe("permit");
});

test("JU1: what belongs to another client never leaves in this one's name", () => {
  const judgement = judge([policy(rule("permit"))], {
    ...facts,
    provenance: { ...provenance("/to"), ...provenance("/text", { clients: ["s1", "s2"] }) },
  });
  expect(judgement.rules).toEqual([
    { id: "mainstay/other-client", verdict: "forbid", because: '"text" belongs to another client' },
  ]);
});

test("JU1: a run about nobody may act for one client, not for several", () => {
  const vouched = { vouched: true };
  const one = { ...facts, client: null, provenance: provenance("/to", vouched) };
  expect(judge([policy(rule("permit"))], one).verdict).toBe("permit");
  const two = { ...provenance("", { clients: ["s2"], ...vouched }), ...provenance("/to", vouched) };
  expect(judge([policy(rule("permit"))], { ...one, provenance: two })).toMatchObject({
    verdict: "forbid",
    rules: [{ id: "mainstay/other-client" }],
  });
});

test("JU2: what nobody vouches for is asked about, and the reason names it", () => {
  const judged = {
    ...facts,
    provenance: { ...provenance("/to"), ...provenance("/text", { kind: "text" }) },
  };
  const judgement = judge([policy(rule("permit"))], judged);
  expect(judgement.verdict).toBe("ask");
  expect(judgement.rules).toEqual([
    {
      id: "mainstay/unvouched",
      verdict: "ask",
      because: 'unvouched recipient: "to" comes from outside, not from you or your records',
    },
    { id: "permit-it", verdict: "permit", because: "because permit" },
  ]);
  expect(judge([policy(rule("byHand"))], judged).verdict).toBe("byHand");
});

test("JU1: content of another client at the root is named in words", () => {
  const judged = { ...facts, provenance: provenance("", { clients: ["s2"] }) };
  expect(judge([policy(rule("permit"))], judged).rules[0]?.because).toBe(
    "what it was given belongs to another client",
  );
});

test("a grant is to one principal, for actions by pattern", () => {
  const grants = [{ to: "runbook:a", may: ["mail.*", "books.invoice.issue"] }];
  expect(mayAsk(grants, "runbook:a", "mail.send")).toBe(true);
  expect(mayAsk(grants, "runbook:a", "books.invoice.issue")).toBe(true);
  expect(mayAsk(grants, "runbook:a", "books.invoice.void")).toBe(false);
  expect(mayAsk(grants, "runbook:b", "mail.send")).toBe(false);
});
