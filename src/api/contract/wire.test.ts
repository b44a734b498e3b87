import { request as httpRequest } from "node:http";
import { expect, test } from "vitest";
import { answerTo, approve, socket } from "../../../test/fixtures/socket.ts";
import type { Desk } from "./desk.ts";
import { Refused } from "./refused.ts";
import { routes } from "./routes.ts";

const here = socket();

const outcome = { ok: true, code: "", message: "Done", number: 17 };

type Trip<O extends keyof Desk> = [operation: O, args: Parameters<Desk[O]>, answer: unknown];
const trip = <O extends keyof Desk>(...trip: Trip<O>): Trip<O> => trip;

test.each([
  trip("status", [], { company: "Studio Marlow", quiet: true }),
  trip("inbox", [], { lines: [], minutes: 0 }),
  trip("item", [17, { secret: "shown" }], { number: 17 }),
  trip("answer", [17, approve], outcome),
  trip("answer", [17, { answer: "fill", digest: "d", value: null }], outcome),
  trip("runs", [{ status: "waiting", runbook: "onboard-client", limit: 5 }], [{ number: 12 }]),
  trip("runs", [{}], []),
  trip("run", [12], { number: 12 }),
  trip("start", [{ runbook: "onboard", input: { a: 1 }, requestId: "q1" }], outcome),
  trip("cancel", [12, "She wrote off, „alas“"], outcome),
  trip("cancelPreview", [12], { undone: [], stays: [], waitsFor: [] }),
  trip("repair", [12, { step: "deposit", input: { net: 1 }, release: "r1" }], outcome),
  trip("repair", [12, { step: "deposit" }], outcome),
  trip("take", [12, "paid/yes/open"], outcome),
  trip("handBack", [12, "remind[INV-3]/send", { sent: true }], outcome),
  trip("pause", [{ kind: "runbook", name: "onboard" }, "looking"], outcome),
  trip("resume", [{ kind: "everything" }], outcome),
  trip("stop", ["on the train"], { left: ["mail to Ana, 10:03"] }),
  trip("apply", [{ dryRun: true, runs: "finish" }], { ok: false, problems: [{ file: "x" }] }),
  trip("rollback", [{ to: "r1", runs: "pause" }], { ok: true }),
  trip("rollback", [{ runs: "pause" }], { ok: true }),
  trip("merge", ["12", "Ana & Co"], outcome),
  trip("forgetPreview", ["Ana & Co <ana@x.example>"], { client: "Ana & Co", openJobs: [] }),
  trip("forget", [{ client: "17", confirm: "Ana & Co", endJobs: true }], outcome),
  trip("diagram", ["onboard-client"], "flowchart TD\n"),
  trip("arrivals", [{ fate: "damaged", limit: 3 }], []),
  trip("ledger", [{ after: 7, stream: "run/12", limit: 100 }], [{ seq: 8 }]),
  trip("report", [{ month: "2026-05" }], { month: "2026-05", money: [] }),
  trip("doctor", [], [{ ok: true, name: "mail in" }]),
])("%s%j crosses the socket and comes back", async (operation, args, answer) => {
  const { remote, asked } = await here.open({ [operation]: () => answer });
  const call = remote[operation] as (...args: unknown[]) => Promise<unknown>; // By the table's type.
  expect(await call(...args)).toEqual(answer);
  expect(asked).toEqual([{ operation, args }]);
});

test("every operation of the desk has a route, and a trip above or a test below", async () => {
  const { remote } = await here.open({});
  const operations = Object.keys(remote).filter((key) => key !== "close");
  expect(
    Object.keys(routes)
      .filter((key) => key !== "hello")
      .toSorted(),
  ).toEqual(operations.toSorted());
});

test("CL2: a no is the same no on both sides, with a status of its own on the wire", async () => {
  const no = { ok: false, code: "approval_changed", message: "Cannot approve 17: it has changed" };
  const { remote } = await here.open({ answer: () => no });
  expect(await remote.answer(17, approve)).toEqual(no);
  const onTheWire = await here.raw("POST", "/v1/items/17/answer", JSON.stringify(approve));
  expect(onTheWire).toMatchObject({ status: 409, type: "application/problem+json" });
  expect(JSON.parse(onTheWire.text)).toMatchObject({
    type: "urn:mainstay:problem:approval_changed",
    status: 409,
    code: no.code,
    detail: no.message,
  });
});

test("CL2: a refused question is Refused on both sides", async () => {
  const refusal = { code: "run_unknown", message: "Cannot show job 99: there is no such job" };
  const { remote } = await here.open({ run: () => Promise.reject(new Refused(refusal)) });
  const error = await remote.run(99).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Refused);
  expect(error).toMatchObject({ code: refusal.code, message: refusal.message });
  expect(await here.raw("GET", "/v1/runs/99")).toMatchObject({ status: 404 });
  expect(here.faults).toEqual([]);
});

test("an owner that fails says so by name and message, and its log has the error", async () => {
  class Damaged extends Error {
    override readonly name = "Damaged";
  }
  const { remote } = await here.open({
    ledger: () => Promise.reject(new Damaged("Cannot read event 7")),
  });
  await expect(remote.ledger({})).rejects.toEqual(
    expect.objectContaining({ name: "Damaged", message: "Cannot read event 7" }),
  );
  expect(here.faults).toEqual([expect.any(Damaged)]);
});

test.each([
  ["malformed JSON", "POST", "/v1/stop", "{reason", 400, /body is not JSON/],
  ["no body", "POST", "/v1/stop", "", 400, /body is not JSON/],
  ["a missing field", "POST", "/v1/stop", "{}", 422, /reason/],
  ["an unknown field", "POST", "/v1/stop", '{"reason":"x","force":true}', 422, /force/],
  ["a wrong type", "POST", "/v1/apply", '{"dryRun":"yes","runs":"finish"}', 422, /dryRun/],
  ["a missing value", "POST", "/v1/runs/1/hand-back", '{"step":"a"}', 422, /must be given/],
  [
    "a list as input",
    "POST",
    "/v1/runs",
    '{"runbook":"a","input":[],"requestId":"q"}',
    422,
    /object/,
  ],
  [
    "brackets without end",
    "POST",
    "/v1/stop",
    `${"[".repeat(999)}${"]".repeat(999)}`,
    422,
    /deeper/,
  ],
  ["a bad limit", "GET", "/v1/ledger?limit=-1", undefined, 422, /whole number/],
  ["a huge limit", "GET", "/v1/ledger?limit=10001", undefined, 422, /at most 10000/],
  ["an unknown status", "GET", "/v1/runs?status=odd", undefined, 422, /status/],
  ["an unknown place", "GET", "/v1/nowhere", undefined, 404, /nothing is there/],
  ["a number that is none", "GET", "/v1/items/x", undefined, 404, /nothing is there/],
])("%s is a problem with its reason, and the desk is not asked", async (...given) => {
  const [, method, target, body, status, reason] = given;
  const { asked } = await here.open({});
  const answer = await here.raw(method, target, body);
  expect(answer).toMatchObject({ status, type: "application/problem+json" });
  expect(JSON.parse(answer.text)).toMatchObject({
    detail: expect.stringMatching(reason) as unknown,
  });
  expect(asked).toEqual([]);
});

test("brackets inside strings are no depth", async () => {
  const { asked } = await here.open({ stop: () => ({ left: [] }) });
  const reason = `\\"${"[{".repeat(300)}`;
  expect((await here.raw("POST", "/v1/stop", JSON.stringify({ reason }))).status).toBe(200);
  expect(asked).toEqual([{ operation: "stop", args: [reason] }]);
});

test("a body that is not called JSON is refused", async () => {
  await here.open({});
  const request = httpRequest({
    socketPath: here.path,
    method: "POST",
    path: "/v1/stop",
    agent: false,
  });
  request.setHeader("content-type", "text/plain");
  expect(await answerTo(request.end('{"reason":"x"}'))).toMatchObject({ status: 415 });
});

test("more than 5 MB is refused on both sides", async () => {
  const { remote, asked } = await here.open({});
  const large = { ...approve, value: "x".repeat(6 << 20) };
  await expect(remote.answer(17, large)).rejects.toMatchObject({ code: "body_too_large" });
  // Announced, not sent: the server hangs up before it has read so much.
  const announced = httpRequest({
    socketPath: here.path,
    method: "POST",
    path: "/v1/items/17/answer",
    headers: { "content-type": "application/json", "content-length": 6 << 20 },
    agent: false,
  });
  announced.flushHeaders();
  const answer = await answerTo(announced);
  expect(answer).toMatchObject({ status: 413, type: "application/problem+json" });
  expect(asked).toEqual([]);
});
