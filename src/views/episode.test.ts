import { expect, test } from "vitest";
import type { RunEvent } from "../kernel/event.ts";
import { fromOperator, fromOutside, type Labelled, ownText } from "../value/label.ts";
import { type Episode, episodeOf } from "./episode.ts";
import { ordered, wordsFound } from "./episode-search.ts";

const by = (rung: string, agent: string | null = null) => ({ rung, agent, version: null });
const stages = { claimed: 1, executed: 1, checked: 1 };
const mail = fromOutside({ title: "Boxes", text: "We need 4 blends", id: "ab".repeat(13) }, "ana");

const start: RunEvent = {
  type: "run.started",
  data: {
    run: "r1",
    number: 7,
    runbook: "onboard-client",
    release: "v1",
    subject: "ana",
    trigger: { kind: "event", key: "k" },
    parent: null,
    escalateAt: null,
  },
  values: { input: mail },
};

const done = (path: string, rung: string, output: Labelled, more = {}): RunEvent => ({
  type: "step.completed",
  data: {
    path,
    attempt: 1,
    stages,
    by: by(rung, rung === "model" ? "writer" : null),
    costMicros: 5,
    ...more,
  },
  values: { output },
});

const proposed = (output?: Labelled): RunEvent => ({
  type: "step.proposed",
  data: {
    path: "send",
    attempt: 1,
    stages,
    by: by("model", "writer"),
    costMicros: 0,
    proposals: [{ token: "t", connector: "mail", action: "send", contract: 1, digest: "d" }],
  },
  values: { args0: ownText({ to: "ana@x.example" }), ...(output === undefined ? {} : { output }) },
});

const record = { kind: "client", id: "c", before: 0, after: 1 };

function told(...events: RunEvent[]): Episode {
  const all = [start, ...events].map((event, i) => ({ ...event, at: 100 + i, seq: i + 1 }));
  const episode = episodeOf(all);
  if (episode === null) throw new Error("no episode");
  return episode;
}

const lines = (episode: Episode) =>
  episode.moments.slice(1).map(({ kind, about, text }) => [kind, about, text]);

test("EP1: each moment is told from the event that recorded it, in the words on record", () => {
  const episode = told(
    {
      type: "signal.received",
      data: { inbound: "i", type: "mail.received" },
      values: { event: mail },
    },
    done("brief", "model", ownText({ text: "A  brief" })),
    done("read", "record", ownText({ name: "Ana" })),
    done("note", "record", ownText({ name: "Ana" }), { record }),
    done("form", "operator", fromOperator({ text: "By me" })),
    proposed(ownText("Dear Ana")),
    {
      type: "effect.applied",
      data: { token: "t", found: false, costMicros: 3 },
      values: { result: ownText({ number: "2026-1" }) },
    },
    { type: "undo.applied", data: { token: "t", found: false }, values: { result: ownText(null) } },
    {
      type: "effect.failed",
      data: { token: "other" },
      values: { message: ownText("no such box") },
    },
  );
  expect(episode.moments[0]).toMatchObject({
    seq: 1,
    at: 100,
    kind: "came",
    text: "Boxes · We need 4 blends",
  });
  expect(lines(episode)).toEqual([
    ["came", "mail.received", "Boxes · We need 4 blends"],
    ["made", "writer", "A brief"],
    ["noted", "note", "Ana"],
    ["by hand", "form", "By me"],
    ["made", "writer", "Dear Ana"],
    ["did", "mail.send", "ana@x.example · 2026-1"],
    ["undid", "mail.send", "ana@x.example"],
    ["failed", "", "no such box"],
  ]);
});

test("what she decided is told once, with what she changed or said", () => {
  const about = "confirm";
  const action = "onboard-client/confirm";
  const asked: RunEvent = {
    type: "approval.requested",
    data: { about, item: 1, digest: "d", expiresAt: 1, round: 1, factor: false, act: false },
    values: { shown: ownText("x") },
  };
  const episode = told(
    asked,
    { type: "approval.granted", data: { about, by: "operator", action, edited: [] } },
    {
      type: "approval.granted",
      data: { about, by: "operator", action, edited: ["/price"] },
      values: { edited: fromOperator({ price: "5 EUR" }) },
    },
    { type: "approval.granted", data: { about, by: "operator", action, edited: ["/price"] } },
    done(about, "operator", fromOperator({ price: "5 EUR" })),
    {
      type: "approval.denied",
      data: { about, by: "operator", action },
      values: { reason: fromOperator("too late") },
    },
    { type: "run.repaired", data: { path: "brief", release: "v1", reset: [] } },
    { type: "run.cancelling", data: {}, values: { reason: fromOperator("they called off") } },
  );
  expect(lines(episode)).toEqual([
    ["answered", action, ""],
    ["changed", action, "5 EUR"],
    ["changed", action, ""],
    ["denied", action, "too late"],
    ["stepped in", "brief", ""],
    ["stepped in", "cancel", "they called off"],
  ]);
});

test("a failure is a moment once it is put before her; what machinery does is none", () => {
  const failed = (item: number | null): RunEvent => ({
    type: "step.failed",
    data: {
      path: "brief",
      attempt: 1,
      rung: 0,
      failure: "transient",
      code: "x",
      retryAt: null,
      item,
    },
    values: { message: ownText("stuck") },
  });
  const episode = told(failed(null), failed(3), proposed(), done("wait", "wait", ownText(null)));
  expect(lines(episode)).toEqual([["failed", "brief", "stuck"]]);
});

test.each(["effect.failed", "effect.forbidden", "effect.unknown"] as const)(
  "%s is told with its act",
  (type) => {
    const data = { token: "t", item: 1, lookAgainAt: null };
    const event: RunEvent = { type, data, values: { message: ownText("no such box") } };
    expect(lines(told(proposed(), event))).toEqual([
      ["failed", "mail.send", "ana@x.example · no such box"],
    ]);
  },
);

test("an act whose arguments are not there is told by what it was", () => {
  const bare = proposed();
  delete (bare as { values?: unknown }).values;
  const applied: RunEvent = {
    type: "effect.applied",
    data: { token: "t", found: true, costMicros: 0 },
    values: { result: ownText("done") },
  };
  expect(lines(told(bare, applied))).toEqual([["did", "mail.send", "done"]]);
});

test("it ends as the job did, and costs what was paid for it", () => {
  const call: RunEvent = {
    type: "call.ended",
    data: { path: "brief", call: "c", costMicros: 40, estimated: false, tokens: 9 },
  };
  const completed = (success: boolean): RunEvent => ({ type: "run.completed", data: { success } });
  expect(told()).toMatchObject({ status: "open", endedAt: null, costMicros: 0 });
  expect(told(call, done("x", "code", ownText(1)), completed(true))).toMatchObject({
    status: "done",
    endedAt: 103,
    costMicros: 45,
  });
  expect(told(completed(false)).status).toBe("ended");
  expect(told({ type: "run.cancelled", data: { undone: 0 } }).status).toBe("cancelled");
  expect(episodeOf([])).toBeNull();
});

test("EP2: a moment carries its labels, and what was forgotten is told without its words", () => {
  const gone: Labelled = { ...mail, forgotten: true };
  const act: RunEvent = {
    type: "effect.applied",
    data: { token: "t", found: false, costMicros: 0 },
    values: { result: gone },
  };
  const episode = told(done("brief", "model", gone), proposed(), act);
  expect(lines(episode)).toEqual([
    ["made", "writer", ""],
    ["did", "mail.send", ""],
  ]);
  expect(episode.moments[0]?.label).toMatchObject({ origins: ["outside"], clients: ["ana"] });
  expect(episode.moments[2]?.label.clients).toEqual(["ana"]);
});

const long = ownText("word ".repeat(500));

test("words are found by their stems, and shown with what stands around them", () => {
  const letter = `${"Before that much was said of other things. ".repeat(4)}The packaging is in blue. ${"And more. ".repeat(30)}`;
  const one = told(done("a", "model", ownText("a box")), done("b", "model", ownText(letter)));
  const found = wordsFound(one, "boxes in packages");
  expect(found?.words).toBe(3);
  expect(found?.hits.map(({ moment }) => moment.seq)).toEqual([3, 1, 2]);
  expect(found?.hits[0]?.around).toMatch(/^….*The packaging is in blue\. .*…$/);
  expect(found?.hits[2]?.around).toBe("a box");
  expect(wordsFound(one, "nothing of this")).not.toBeNull();
  expect(wordsFound(one, "zebra")).toBeNull();
});

test("a job is found by its process and by what its agents are called; long texts are cut", () => {
  const one = told(done("a", "model", long));
  expect(one.moments[1]?.text).toHaveLength(2_001);
  expect(wordsFound(one, "onboard")).toMatchObject({ words: 1, hits: [] });
  expect(wordsFound(one, "writer")?.hits[0]?.around).toMatch(/^word .*…$/);
});

test("what holds more of the words comes first, then the newer", () => {
  const with_ = (number: number, words: number) => ({
    episode: { ...told(), number },
    hits: [],
    words,
  });
  const found = ordered([with_(1, 1), with_(2, 2), with_(3, 1)]);
  expect(found.map(({ episode }) => episode.number)).toEqual([2, 3, 1]);
});
