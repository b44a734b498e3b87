import { afterAll, expect, test, vi } from "vitest";
import type { Json } from "../value/json.ts";
import { fromOutside, type Labelled, ownText } from "../value/label.ts";
import { codeAgent } from "./code-agent.ts";
import type { AgentRequest, FailureClass } from "./contract.ts";
import { openSandbox } from "./sandbox.ts";

const sandbox = openSandbox();
const agent = codeAgent(sandbox);
afterAll(() => agent.close?.());
const never = new AbortController().signal;

function request(source: string, input: Labelled = ownText({}), deadlineMs = 15_000): AgentRequest {
  return { agent: "brief", rung: { kind: "code", source }, input, output: {}, deadlineMs };
}

async function answer(source: string, input: Json = {}): Promise<Json> {
  return (await agent.execute(request(source, ownText(input)), never)).output.value;
}

const failing = (source: string) => expect(answer(source)).rejects;
const failed = (failure: FailureClass, message: RegExp) =>
  expect.objectContaining({ failure, message: expect.stringMatching(message) as unknown });
const deterministic = (message: RegExp) => failed("deterministic", message);

test("code takes JSON and gives JSON", async () => {
  const source = "const twice = (n) => n * 2;\nexport default ({ n }) => ({ n: twice(n) });";
  expect(await answer(source, { n: 21 })).toEqual({ n: 42 });
});

test("what nests without end is no output", async () => {
  const nested = (levels: number) =>
    `export default () => { let x = 1; for (let i = 0; i < ${levels}; i += 1) x = [x]; return x; }`;
  await failing(nested(101)).toEqual(deterministic(/its output nests deeper than 100 levels$/));
  await failing(nested(100_000)).toEqual(deterministic(/^Cannot run the code of agent "brief": /));
});

test("the output carries every label of the input", async () => {
  const mail = fromOutside({ text: "hi" }, "s1");
  const { output } = await agent.execute(request("export default (i) => i.text", mail), never);
  expect(output).toEqual({ value: "hi", labels: { "": mail.labels[""] } });
});

test("an error names the agent, the message and the line, and is not tried again", async () => {
  await failing(
    "const a = 1;\nexport default () => {\n  throw new TypeError('no price');\n};",
  ).toEqual(
    deterministic(/^Cannot run the code of agent "brief": TypeError: no price \(line 3\)$/),
  );
});

test.each([
  ["a syntax error", "export default (i) => {\n  return i.+;\n};", /SyntaxError: .* \(line 2\)$/],
  ["an import", "import fs from 'fs'; export default () => 1;", /"fs" cannot be imported/],
  ["no default export", "export const a = 1;", /no default export that is a function/],
  ["a promise", "export default async () => 1;", /answer at once, without async/],
  ["a dynamic import", "export default () => import('fs');", /answer at once/],
  ["waiting at the top", "await new Promise(() => {}); export default () => 1;", /top level/],
  ["an error at the top", "throw new Error('top');", /Error: top \(line 1\)$/],
  ["a thrown string", "export default () => { throw 'plain'; };", /plain/],
  ["a thrown null", "export default () => { throw null; };", /null/],
  ["no output", "export default () => {};", /undefined, which is not JSON/],
  ["a function as output", "export default () => () => 1;", /function, which is not JSON/],
  ["a cycle", "export default () => { const a = {}; a.a = a; return a; };", /circular/],
  ["a big integer", "export default () => 10n;", /BigInt/],
  ["endless recursion", "export default () => { const f = () => f() + 1; return f(); };", /stack/],
  ["too much output", "export default () => 'x'.repeat(2 ** 20);", /larger than 1048576 bytes/],
  [
    "too much memory",
    "export default () => { const a = []; for (;;) a.push(new Uint8Array(1e6)); };",
    /memory/,
  ],
  ["the clock", "export default () => Date.now();", /the clock is not available: take the time/],
  ["a date of now", "export default () => new Date();", /the clock is not available/],
  [
    "a date of now by another way",
    "export default () => new (new Date(0).constructor)();",
    /clock/,
  ],
  ["randomness", "export default () => Math.random();", /randomness is not available/],
])("%s is refused with its reason", async (_, source, message) => {
  await failing(source).toEqual(deterministic(message));
});

test("dates can be computed with, in UTC", async () => {
  const source = `export default ({ date }) => {
    const due = new Date(date);
    due.setDate(due.getDate() + 14);
    return [due.toISOString(), due.getHours(), due instanceof Date];
  }`;
  expect(await answer(source, { date: "2026-06-01" })).toEqual([
    "2026-06-15T00:00:00.000Z",
    0,
    true,
  ]);
});

test("SB4: nothing survives between calls, and nothing of ours is within reach", async () => {
  const count = "export default () => (globalThis.n = (globalThis.n ?? 0) + 1);";
  expect([await answer(count), await answer(count)]).toEqual([1, 1]);
  const reach = "export default () => [typeof process, typeof fetch, typeof require];";
  expect(await answer(reach)).toEqual(["undefined", "undefined", "undefined"]);
});

test("SB3: code that never ends is killed at its deadline, and the next call works", async () => {
  const before = (await answer("export default () => 1"), sandbox.pid());
  const endless = agent.execute(
    request("export default () => { for (;;); }", ownText({}), 50),
    never,
  );
  await expect(endless).rejects.toEqual(deterministic(/it ran longer than 50 ms$/));
  expect(await answer("export default () => 1")).toBe(1);
  expect(sandbox.pid()).not.toBe(before);
});

test("SB3: a child that dies makes a transient failure, and the next call works", async () => {
  await answer("export default () => 1");
  const endless = agent.execute(request("export default () => { for (;;); }"), never);
  process.kill(sandbox.pid() ?? 0, "SIGKILL");
  await expect(endless).rejects.toEqual(failed("transient", /its process died$/));
  expect(await answer("export default () => 1")).toBe(1);
});

test("SB3: an aborted call ends at once", async () => {
  await answer("export default () => 1");
  const controller = new AbortController();
  const endless = agent.execute(request("export default () => { for (;;); }"), controller.signal);
  const refused = expect(endless).rejects.toEqual(failed("transient", /it was stopped$/));
  setImmediate(() => controller.abort());
  await refused;
  await expect(agent.execute(request("export default () => 1"), controller.signal)).rejects.toEqual(
    failed("transient", /it was stopped$/),
  );
});

test("SB2: calls at the same time each get their own answer", async () => {
  const source = "export default (n) => n + 1";
  const answers = await Promise.all([1, 2, 3].map((n) => answer(source, n)));
  expect(answers).toEqual([2, 3, 4]);
});

test("SB1: without a call there is no child; close ends it, and later calls are refused", async () => {
  const mine = openSandbox();
  expect(mine.pid()).toBeUndefined();
  const call = { source: "export default () => 1", input: "{}", deadlineMs: 15_000 };
  expect(await mine.run(call, never)).toEqual({ ok: true, output: "1" });
  await mine.close();
  expect(mine.pid()).toBeUndefined();
  expect(await mine.run(call, never)).toMatchObject({ ok: false, failure: "transient" });
});

test("an input larger than the limit is refused before it is sent", async () => {
  const large = { text: "x".repeat(5 << 20) };
  await expect(answer("export default () => 1", large)).rejects.toEqual(
    deterministic(/larger than 4194304 bytes/),
  );
});

test("a rung of another kind is refused", async () => {
  const manual = { ...request(""), rung: { kind: "manual" as const } };
  await expect(agent.execute(manual, never)).rejects.toEqual(
    deterministic(/its rung is "manual"$/),
  );
});

test("SB1: close ends a call that is under way, even one whose child is just starting", async () => {
  const mine = openSandbox();
  const call = { source: "export default () => { for (;;); }", input: "{}", deadlineMs: 15_000 };
  const endless = mine.run(call, never);
  await Promise.resolve();
  expect(mine.pid()).toBeDefined();
  await mine.close();
  expect(await endless).toMatchObject({ ok: false, failure: "transient" });
  expect(mine.pid()).toBeUndefined();
});

test("SB1: an idle child is ended", async () => {
  const mine = openSandbox({ idleMs: 0 });
  const call = { source: "export default () => 1", input: "{}", deadlineMs: 15_000 };
  await mine.run(call, never);
  await vi.waitFor(() => expect(mine.pid()).toBeUndefined());
});
