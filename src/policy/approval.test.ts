import { expect, test } from "vitest";
import { accept } from "../kernel/decision.ts";
import { type ApprovalEvent, decide, evolve, initial } from "./approval.ts";

const given = (...events: ApprovalEvent[]) => events.reduce(evolve, initial);
const requested: ApprovalEvent = { type: "approval.requested", digest: "d1", expiresAt: 100 };
const granted: ApprovalEvent = { type: "approval.granted", by: "ana" };
const denied: ApprovalEvent = { type: "approval.denied", by: "ana" };
const voided: ApprovalEvent = { type: "approval.voided", because: "changed" };
const spent: ApprovalEvent = { type: "approval.spent" };
/** Refused, and in words that say what was tried, and where the approval stands. */
const refused = (code: string, message: string) => ({ ok: false, refusal: { code, message } });
const notGranted = refused(
  "approval_not_granted",
  "Cannot spend approval: these bytes were not granted",
);

test("a request opens an approval until it expires", () => {
  const decision = decide(initial, { type: "request", digest: "d1", at: 40, ttlMs: 60 });
  expect(decision).toEqual(accept(requested));
});

test.each<[string, ApprovalEvent[]]>([
  ["pending", [requested]],
  ["granted", [requested, granted]],
  ["denied", [requested, denied]],
  ["spent", [requested, granted, spent]],
])("an approval that is %s is not requested again", (status, events) => {
  const decision = decide(given(...events), { type: "request", digest: "d2", at: 99, ttlMs: 60 });
  expect(decision).toEqual(
    refused("approval_exists", `Cannot request approval: it is already ${status}`),
  );
});

test("a person grants or denies a pending approval", () => {
  const grant = decide(given(requested), { type: "grant", digest: "d1", at: 99, by: "ana" });
  expect(grant).toEqual(accept(granted));
  const deny = decide(given(requested), { type: "deny", digest: "d1", at: 99, by: "ana" });
  expect(deny).toEqual(accept(denied));
});

test("AP1: an answer to other bytes is refused", () => {
  const decision = decide(given(requested), { type: "grant", digest: "d2", at: 99, by: "ana" });
  expect(decision).toEqual(
    refused("approval_changed", "Cannot grant approval: what was shown has changed"),
  );
});

test("AP2: the first answer stands", () => {
  const decision = decide(given(requested, denied), {
    type: "grant",
    digest: "d1",
    at: 99,
    by: "ben",
  });
  expect(decision).toEqual(refused("approval_not_pending", "Cannot grant approval: it is denied"));
});

test("AP3: it clears one effect, once", () => {
  const state = given(requested, granted);
  expect(decide(state, { type: "spend", digest: "d1" })).toEqual(accept(spent));
  expect(decide(given(requested, granted, spent), { type: "spend", digest: "d1" })).toEqual(
    notGranted,
  );
});

test("AP3: what nobody has answered clears nothing", () => {
  expect(decide(given(requested), { type: "spend", digest: "d1" })).toEqual(notGranted);
});

test("AP3: it clears only the bytes that were granted", () => {
  const decision = decide(given(requested, granted), { type: "spend", digest: "d2" });
  expect(decision).toEqual(notGranted);
});

test("AP4: an answer at the instant of expiry is too late", () => {
  const decision = decide(given(requested), { type: "deny", digest: "d1", at: 100, by: "ana" });
  expect(decision).toEqual(refused("approval_expired", "Cannot deny approval: it has expired"));
});

test("AP5: what expired unanswered is asked again", () => {
  const decision = decide(given(requested), { type: "request", digest: "d1", at: 100, ttlMs: 50 });
  expect(decision).toEqual(accept({ ...requested, expiresAt: 150 }));
});

test("AP5: what was voided is asked again", () => {
  const decision = decide(given(requested, voided), {
    type: "request",
    digest: "d2",
    at: 50,
    ttlMs: 50,
  });
  expect(decision).toEqual(accept({ ...requested, digest: "d2" }));
});

test.each([[[requested]], [[requested, granted]]])(
  "AP6: a changed draft voids it: %j",
  (events) => {
    expect(decide(given(...events), { type: "void", because: "changed" })).toEqual(accept(voided));
    const spend = decide(given(...events, voided), { type: "spend", digest: "d1" });
    expect(spend).toEqual(notGranted);
  },
);

test.each<[string, ApprovalEvent[]]>([
  ["none", []],
  ["denied", [requested, denied]],
  ["spent", [requested, granted, spent]],
])("AP6: what is %s holds nothing that could be voided", (status, events) => {
  const decision = decide(given(...events), { type: "void", because: "stricter" });
  expect(decision).toEqual(refused("approval_not_open", `Cannot void approval: it is ${status}`));
});

test("a grant recorded for what is not pending changes nothing", () => {
  expect(given(granted)).toEqual(initial);
});
