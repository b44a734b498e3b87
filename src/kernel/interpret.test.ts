import { expect, test } from "vitest";
import { choose, each, leaf, parallel, planOf, wait } from "../../test/fixtures/nodes.ts";
import {
  completed,
  entered,
  failed,
  proposed,
  runAfter,
  started,
} from "../../test/fixtures/run-events.ts";
import { fromOperator, fromOutside, nest, own, ownText } from "../value/label.ts";
import type { RunEvent } from "./event.ts";
import { gather, list, nodeAt, plainText, progress, scopeAt, waitsFor } from "./interpret.ts";
import type { Plan } from "./plan.ts";
import { initial } from "./run.ts";

const given = (...events: RunEvent[]) => runAfter(started(), ...events);
const ready = (plan: Plan, ...events: RunEvent[]) =>
  progress(plan, given(...events), 100).ready.map(({ kind, path }) => `${kind} ${path}`);
/** What the first block that can be closed answers. */
const answer = (plan: Plan, ...events: RunEvent[]) => {
  const found = progress(plan, given(...events), 100).ready.find((r) => r.kind === "close");
  return found?.kind === "close" ? found.output : undefined;
};

const two = planOf(leaf("a"), leaf("b"));

test("IN2: steps follow each other", () => {
  expect(ready(two)).toEqual(["start a"]);
  expect(ready(two, completed("a"))).toEqual(["start b"]);
  expect(progress(two, given(completed("a"), completed("b")), 0)).toEqual({
    ready: [],
    done: true,
  });
});

test("IN1: a step under way or waiting is not started again", () => {
  expect(ready(two, proposed("a", "t1"))).toEqual([]);
  expect(ready(two, failed("a"))).toEqual([]);
  const calling: RunEvent = { type: "call.opened", data: { path: "a", run: "r2" } };
  expect(ready(two, calling)).toEqual([]);
  const opened = { path: "a", on: "mail.received", endsAt: 9, item: null };
  expect(ready(two, { type: "wait.opened", data: opened })).toEqual([]);
});

test("a step that is retried is ready when its time has come", () => {
  const retry = (at: number) => failed("a", { failure: "transient", retryAt: at });
  expect(ready(two, retry(100))).toEqual(["start a"]);
  expect(ready(two, retry(101))).toEqual([]);
});

test("a step that was repaired is ready at once", () => {
  const data = { path: "a", release: "rel1", reset: ["a"] };
  const repaired: RunEvent = { type: "run.repaired", data };
  expect(ready(two, failed("a"), repaired)).toEqual(["start a"]);
});

const branches = planOf(
  choose("paid", { yes: [leaf("open"), leaf("note")], no: [leaf("remind")] }),
  leaf("after"),
);

test("IN2: only the branch that was recorded goes on", () => {
  expect(ready(branches)).toEqual(["start paid"]);
  expect(ready(branches, entered("paid", { branch: "yes" }))).toEqual(["start paid/yes/open"]);
  expect(ready(branches, entered("paid", { branch: "no" }))).toEqual(["start paid/no/remind"]);
});

test("IN3: a choice is closed with its branch and the branch's last output", () => {
  const inside = [entered("paid", { branch: "yes" }), completed("paid/yes/open", 1)];
  expect(ready(branches, ...inside, completed("paid/yes/note", 2))).toEqual(["close paid"]);
  expect(answer(branches, ...inside, completed("paid/yes/note", 2))).toEqual(
    ownText({ branch: "yes", out: 2 }),
  );
  expect(ready(branches, ...inside, completed("paid/yes/note"), completed("paid", {}))).toEqual([
    "start after",
  ]);
});

test("a branch without steps, or that a later release no longer has, answers nothing", () => {
  const empty = planOf(choose("paid", { yes: [] }));
  expect(answer(empty, entered("paid", { branch: "yes" }))?.value).toEqual({
    branch: "yes",
    out: null,
  });
  expect(answer(branches, entered("paid", { branch: "maybe" }))?.value).toEqual({
    branch: "maybe",
    out: null,
  });
});

const both = planOf(parallel("both", { left: [leaf("x"), leaf("y")], right: [leaf("z")] }));

test("IN2: branches go on side by side", () => {
  expect(ready(both, entered("both"))).toEqual(["start both/left/x", "start both/right/z"]);
  expect(ready(both, entered("both"), completed("both/right/z"))).toEqual(["start both/left/x"]);
});

test("IN3: branches that have all ended are closed by their last outputs, with their labels", () => {
  const output = answer(
    both,
    entered("both"),
    completed("both/left/x"),
    completed("both/left/y", fromOutside("hi", "s1")),
    completed("both/right/z", { n: 1 }),
  );
  expect(output).toEqual({
    value: { left: "hi", right: { n: 1 } },
    labels: { "/left": { origins: ["outside"], clients: ["s1"], sensitivity: "personal" } },
  });
});

const one = (atOnce: number) => planOf(each("remind", [leaf("draft"), leaf("send")], atOnce));
const keys = entered("remind", { keys: ["a", "b", "c"], items: ownText([1, 2, 3]) });

test("IN2: as many items go on at once as the runbook says, in order", () => {
  expect(ready(one(2), keys)).toEqual(["start remind[a]/draft", "start remind[b]/draft"]);
  expect(ready(one(1), keys, completed("remind[a]/draft"))).toEqual(["start remind[a]/send"]);
  const ended = [completed("remind[a]/draft"), completed("remind[a]/send")];
  expect(ready(one(1), keys, ...ended)).toEqual(["start remind[b]/draft"]);
});

test("an item that failed keeps its place, and the others go on", () => {
  expect(ready(one(2), keys, failed("remind[a]/draft"))).toEqual(["start remind[b]/draft"]);
  expect(ready(one(1), keys, failed("remind[a]/draft"))).toEqual([]);
});

test("IN3: all items ended, the block answers the list of their last outputs", () => {
  const plan = planOf(each("remind", [leaf("send")]));
  const sends = ["a", "b", "c"].map((key, i) => completed(`remind[${key}]/send`, i));
  expect(answer(plan, keys, ...sends)).toEqual(ownText([0, 1, 2]));
  expect(answer(plan, entered("remind"))).toEqual(ownText([]));
});

test("PL2: a step sees what was done before it in its own and in enclosing blocks", () => {
  const plan = planOf(
    leaf("before"),
    choose("paid", { yes: [leaf("open"), leaf("note")], no: [leaf("other")] }),
    leaf("paidLater"),
  );
  const run = given(
    completed("before", 1),
    entered("paid", { branch: "yes" }),
    completed("paid/yes/open", 2),
    completed("paidLater", 3),
  );
  const base = { company: ownText("Studio") };
  expect(scopeAt(plan, run, "paid/yes/note", base)).toEqual({
    company: ownText("Studio"),
    before: ownText(1),
    open: ownText(2),
  });
  expect(Object.keys(scopeAt(plan, run, "before", base))).toEqual(["company"]);
  expect(Object.keys(scopeAt(plan, run, "", {}))).toEqual(["before", "paidLater"]);
  expect(scopeAt(plan, given(), "paidLater", {})).toEqual({});
});

test("PL2: a step sees neither itself, nor a step of a branch beside it", () => {
  const run = given(entered("both"), completed("both/left/x", 1), completed("both/right/z", 2));
  expect(scopeAt(both, run, "both/left/x", {})).toEqual({});
  expect(scopeAt(both, run, "both/left/y", {})).toEqual({ x: ownText(1) });
  expect(scopeAt(both, run, "both/right/z", {})).toEqual({});
});

test("PL2: inside a list a step sees its own item, and not the steps of another", () => {
  const items = { value: [{ n: 1 }, { n: 2 }], labels: { "/1": own, "/1/n": own } };
  const plan = planOf(each("remind", [leaf("draft"), leaf("send")]));
  const run = given(
    entered("remind", { keys: ["a", "b"], items }),
    completed("remind[a]/draft", "A"),
    completed("remind[b]/draft", "B"),
  );
  expect(scopeAt(plan, run, "remind[b]/send", {})).toEqual({
    item: { value: { n: 2 }, labels: { "": own, "/n": own } },
    draft: ownText("B"),
  });
});

test("an item has the label of its list where it has none of its own", () => {
  const plan = planOf(each("remind", [leaf("send")]));
  const labels = { ...fromOutside(null, "s1").labels, "/0": own };
  const run = given(entered("remind", { keys: ["a", "b"], items: { value: [1, 2], labels } }));
  expect(scopeAt(plan, run, "remind[a]/send", {})["item"]?.labels).toEqual({ "": own });
  expect(scopeAt(plan, run, "remind[b]/send", {})["item"]?.labels[""]?.origins).toEqual([
    "outside",
  ]);
});

test("an item has nothing of the labels of another", () => {
  const plan = planOf(each("remind", [leaf("send")]));
  const labels = nest(fromOutside(null, "s1").labels, "/0");
  const items = { value: [1, 2], labels };
  const run = given(entered("remind", { keys: ["a", "b"], items }));
  expect(scopeAt(plan, run, "remind[b]/send", {})["item"]).toEqual(ownText(2));
});

test("an item that is not there, or was forgotten, is not seen", () => {
  const plan = planOf(each("remind", [leaf("send")]));
  const seen = (event: RunEvent, path: string) => scopeAt(plan, given(event), path, {});
  const items = ownText([1]);
  expect(seen(entered("remind", { keys: ["a"], items }), "remind[z]/send")).toEqual({});
  expect(seen(entered("remind", { keys: ["a"], items: ownText(null) }), "remind[a]/send")).toEqual(
    {},
  );
  expect(seen(entered("remind", { items }), "remind[a]/send")).toEqual({});
  expect(seen(entered("remind", { keys: ["a"] }), "remind[a]/send")).toEqual({});
  expect(seen(completed("remind"), "remind[a]/send")).toEqual({});
  expect(scopeAt(plan, given(), "remind[a]/send", {})).toEqual({});
});

test("values that are gathered keep their labels under their new place", () => {
  const hers = fromOperator("x");
  expect(
    gather([
      ["a", hers],
      ["b", ownText(1)],
    ]),
  ).toEqual({
    value: { a: "x", b: 1 },
    labels: { "/a": hers.labels[""] },
  });
  expect(list([ownText(1), hers])).toEqual({ value: [1, "x"], labels: { "/1": hers.labels[""] } });
});

const deep = planOf(
  leaf("paid"),
  each("remind", [choose("how", { mail: [leaf("send")] }), wait("reply", "mail.received")]),
);

test("PL1: the node of an instance path is found whatever the item's key", () => {
  expect(nodeAt(deep, "paid")?.name).toBe("paid");
  expect(nodeAt(deep, "remind[INV-3]/how/mail/send")?.path).toBe("remind/how/mail/send");
  expect(nodeAt(deep, "remind[x]/none")).toBeNull();
  expect(nodeAt(deep, "pai")).toBeNull();
});

test("ST8: a run says which arrivals it has a present or later wait for, however deep", () => {
  const none = () => false;
  expect(waitsFor(deep, initial, "mail.received", none)).toBe(true);
  expect(waitsFor(deep, initial, "bank.credited", none)).toBe(false);
});

test("ST8: a wait that is passed, or stands in a branch not taken, awaits nothing", () => {
  const plan = planOf(
    wait("first", "mail.received"),
    choose("which", { one: [wait("other", "mail.received")], two: [leaf("x")] }),
  );
  expect(waitsFor(plan, given(completed("first")), "mail.received", () => false)).toBe(true);
  const awaits = (...events: RunEvent[]) =>
    waitsFor(plan, given(completed("first"), ...events), "mail.received", () => false);
  expect(awaits(entered("which", { branch: "two" }))).toBe(false);
  expect(awaits(entered("which", { branch: "one" }))).toBe(true);
  expect(awaits(entered("which", { branch: "one" }), completed("which/one/other"))).toBe(false);
});

test("ST8: a wait that cannot take the arrival awaits nothing; it is judged where it stands", () => {
  const seen: string[] = [];
  const takes = (_: unknown, path: string) => seen.push(path) > 1;
  const plan = planOf(
    wait("first", "mail.received"),
    each("ask", [wait("reply", "mail.received")]),
  );
  const run = given(entered("ask", { keys: ["a"] }));
  expect(waitsFor(plan, run, "mail.received", () => false, takes)).toBe(true);
  expect(seen).toEqual(["first", "ask[a]/reply"]);
});

test("ST8: an item that has had its arrival waits for no other, a branch beside it may", () => {
  const plan = planOf(
    each("ask", [wait("reply", "mail.received")]),
    parallel("both", { left: [leaf("x")], right: [wait("paid", "bank.credited")] }),
  );
  const begun = entered("ask", { keys: ["a", "b"] });
  const awaits = (type: string, ...events: RunEvent[]) =>
    waitsFor(plan, given(begun, completed("ask[a]/reply"), ...events), type, () => false);
  expect(awaits("mail.received")).toBe(true);
  expect(awaits("mail.received", completed("ask[b]/reply"))).toBe(false);
  expect(awaits("bank.credited", entered("both"))).toBe(true);
});

test("ST8: a part of the job that stands in a run of its own is asked about", () => {
  const node = {
    kind: "call",
    path: "sub",
    name: "sub",
    line: 1,
    runbook: "inner",
    with: {},
  } as const;
  const plan: Plan = { ...planOf(), steps: [node] };
  const asked: unknown[] = [];
  const called = (runbook: string, begun: string | null) => asked.push([runbook, begun]) > 1;
  expect(waitsFor(plan, initial, "mail.received", called)).toBe(false);
  const calling = { attempt: 1, revision: 0, status: "calling", run: "r2" } as const;
  expect(waitsFor(plan, { ...initial, steps: { sub: calling } }, "mail.received", called)).toBe(
    true,
  );
  expect(asked).toEqual([
    ["inner", null],
    ["inner", "r2"],
  ]);
});

test("any value can be written as a text", () => {
  expect(["x", 1, null, true, [1], { a: 1 }].map(plainText)).toEqual([
    "x",
    "1",
    "null",
    "true",
    "[1]",
    '{"a":1}',
  ]);
});
