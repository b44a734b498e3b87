import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request as httpRequest,
} from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { recordingDesk } from "../../test/fakes/recording-desk.ts";
import { connect, type RemoteDesk } from "./contract/client.ts";
import type { Desk, Notice } from "./contract/desk.ts";
import { Refused } from "./contract/refused.ts";
import { routes } from "./contract/routes.ts";
import { type ApiServer, serve } from "./server.ts";

let folder: string;
let path: string;
let servers: ApiServer[];
let children: ChildProcess[];
const faults: unknown[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mainstay-api-"));
  path = join(folder, "data", "owner.sock");
  servers = [];
  children = [];
  faults.length = 0;
});
afterEach(async () => {
  for (const server of servers) await server.close();
  for (const child of children) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

type Answers = Parameters<typeof recordingDesk>[0];

async function open(answers: Answers, options: { heartbeatMs?: number; graceMs?: number } = {}) {
  const { desk, asked } = recordingDesk(answers);
  const server = await serve(desk, path, { onFault: (error) => faults.push(error), ...options });
  servers.push(server);
  return { server, asked, remote: await reach() };
}

async function reach(): Promise<RemoteDesk> {
  const remote = await connect(path);
  if (remote === null) throw new Error("nobody listens");
  return remote;
}

/** A request of which the client knows nothing. */
function raw(method: string, target: string, body?: string) {
  const headers = { "content-type": "application/json" };
  return answerTo(
    httpRequest({ socketPath: path, method, path: target, headers, agent: false }).end(body),
  );
}

async function answerTo(request: ClientRequest) {
  const response = await new Promise<IncomingMessage>((resolve) => request.on("response", resolve));
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += String(chunk);
  request.destroy();
  return { status: response.statusCode, type: response.headers["content-type"], text };
}

const outcome = { ok: true, code: "", message: "Done", number: 17 };
const approve = { answer: "approve", digest: "d1", value: { to: ["Ana", null] }, reason: "fine" };

type Trip<O extends keyof Desk> = [operation: O, args: Parameters<Desk[O]>, answer: unknown];
const trip = <O extends keyof Desk>(...trip: Trip<O>): Trip<O> => trip;

test.each([
  trip("status", [], { company: "Studio Marlow", quiet: true }),
  trip("inbox", [], { lines: [], minutes: 0 }),
  trip("item", [17], { number: 17 }),
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
  trip("merge", [12, 17], outcome),
  trip("forgetPreview", ["Ana & Co <ana@x.example>"], { client: "Ana & Co", openJobs: [] }),
  trip("forget", [{ client: "17", confirm: "Ana & Co", endJobs: true }], outcome),
  trip("diagram", ["onboard-client"], "flowchart TD\n"),
  trip("arrivals", [{ fate: "damaged", limit: 3 }], []),
  trip("ledger", [{ after: 7, stream: "run/12", limit: 100 }], [{ seq: 8 }]),
  trip("report", [{ month: "2026-05" }], { month: "2026-05", money: [] }),
  trip("doctor", [], [{ ok: true, name: "mail in" }]),
])("%s%j crosses the socket and comes back", async (operation, args, answer) => {
  const { remote, asked } = await open({ [operation]: () => answer });
  const call = remote[operation] as (...args: unknown[]) => Promise<unknown>; // By the table's type.
  expect(await call(...args)).toEqual(answer);
  expect(asked).toEqual([{ operation, args }]);
});

test("every operation of the desk has a route, and a trip above or a test below", async () => {
  const { remote } = await open({});
  const operations = Object.keys(remote).filter((key) => key !== "close");
  expect(
    Object.keys(routes)
      .filter((key) => key !== "hello")
      .toSorted(),
  ).toEqual(operations.toSorted());
});

test("CL2: a no is the same no on both sides, with a status of its own on the wire", async () => {
  const no = { ok: false, code: "approval_changed", message: "Cannot approve 17: it has changed" };
  const { remote } = await open({ answer: () => no });
  expect(await remote.answer(17, approve)).toEqual(no);
  const onTheWire = await raw("POST", "/v1/items/17/answer", JSON.stringify(approve));
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
  const { remote } = await open({ run: () => Promise.reject(new Refused(refusal)) });
  const error = await remote.run(99).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Refused);
  expect(error).toMatchObject({ code: refusal.code, message: refusal.message });
  expect(await raw("GET", "/v1/runs/99")).toMatchObject({ status: 404 });
  expect(faults).toEqual([]);
});

test("an owner that fails says so by name and message, and its log has the error", async () => {
  class Damaged extends Error {
    override readonly name = "Damaged";
  }
  const { remote } = await open({
    ledger: () => Promise.reject(new Damaged("Cannot read event 7")),
  });
  await expect(remote.ledger({})).rejects.toEqual(
    expect.objectContaining({ name: "Damaged", message: "Cannot read event 7" }),
  );
  expect(faults).toEqual([expect.any(Damaged)]);
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
  const { asked } = await open({});
  const answer = await raw(method, target, body);
  expect(answer).toMatchObject({ status, type: "application/problem+json" });
  expect(JSON.parse(answer.text)).toMatchObject({
    detail: expect.stringMatching(reason) as unknown,
  });
  expect(asked).toEqual([]);
});

test("brackets inside strings are no depth", async () => {
  const { asked } = await open({ stop: () => ({ left: [] }) });
  const reason = `\\"${"[{".repeat(300)}`;
  expect((await raw("POST", "/v1/stop", JSON.stringify({ reason }))).status).toBe(200);
  expect(asked).toEqual([{ operation: "stop", args: [reason] }]);
});

test("a body that is not called JSON is refused", async () => {
  await open({});
  const request = httpRequest({ socketPath: path, method: "POST", path: "/v1/stop", agent: false });
  request.setHeader("content-type", "text/plain");
  expect(await answerTo(request.end('{"reason":"x"}'))).toMatchObject({ status: 415 });
});

test("more than 5 MB is refused on both sides", async () => {
  const { remote, asked } = await open({});
  const large = { ...approve, value: "x".repeat(6 << 20) };
  await expect(remote.answer(17, large)).rejects.toMatchObject({ code: "body_too_large" });
  // Announced, not sent: the server hangs up before it has read so much.
  const announced = httpRequest({
    socketPath: path,
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

/** Notices that the test lets out one by one. */
function notices() {
  const waiting: ((notice: Notice | null) => void)[] = [];
  const seen: { watched: boolean; left: boolean } = { watched: false, left: false };
  async function* watch(signal: AbortSignal): AsyncGenerator<Notice> {
    seen.watched = true;
    try {
      for (;;) {
        const notice = await new Promise<Notice | null>((resolve) => {
          waiting.push(resolve);
          signal.addEventListener("abort", () => resolve(null));
        });
        if (notice === null) return;
        yield notice;
      }
    } finally {
      seen.left = true;
    }
  }
  const say = async (notice: Notice) => {
    await vi.waitFor(() => expect(waiting).not.toHaveLength(0));
    waiting.shift()?.(notice);
  };
  return { watch, say, seen };
}

const quiet: Notice = { kind: "quiet", at: 1 };
const done: Notice = { kind: "done", run: 12, client: "Ana\nRuiz", line: "project opened", at: 2 };

test("notices cross the socket in order until the watch is left", async () => {
  const { watch, say, seen } = notices();
  const { remote } = await open({ watch });
  const leave = new AbortController();
  const heard: Notice[] = [];
  const listening = (async () => {
    for await (const notice of remote.watch(leave.signal)) heard.push(notice);
  })();
  await say(quiet);
  await say(done);
  await vi.waitFor(() => expect(heard).toEqual([quiet, done]));
  leave.abort();
  await listening;
  await vi.waitFor(() => expect(seen.left).toBe(true));
});

test("a reader that breaks off ends the watch, too", async () => {
  const { watch, say, seen } = notices();
  const { remote } = await open({ watch });
  const stream = remote.watch(new AbortController().signal);
  await say(quiet);
  for await (const notice of stream) {
    expect(notice).toEqual(quiet);
    break;
  }
  await vi.waitFor(() => expect(seen.left).toBe(true));
});

test("NO1, NO3: the stream opens when the desk is watched, and has ids and heartbeats", async () => {
  const { watch, say, seen } = notices();
  await open({ watch }, { heartbeatMs: 5 });
  const request = httpRequest({ socketPath: path, path: "/v1/notices", agent: false }).end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  expect(response.headers["content-type"]).toBe("text/event-stream");
  expect(seen.watched).toBe(true);
  let text = "";
  response.setEncoding("utf8").on("data", (chunk: string) => void (text += chunk));
  await say(quiet);
  await say(done);
  await vi.waitFor(() => {
    expect(text).toMatch(/^: watching\n\n/);
    expect(text).toContain(`id: 1\nevent: quiet\ndata: ${JSON.stringify(quiet)}\n\n`);
    expect(text).toContain(`id: 2\nevent: done\ndata: ${JSON.stringify(done)}\n\n`);
    expect(text).toContain(": still here\n\n");
  });
  request.destroy();
  await vi.waitFor(() => expect(seen.left).toBe(true));
});

test("SO3, NO2: closing lets an answer finish, ends watches, and leaves no file", async () => {
  const answering = Promise.withResolvers<unknown>();
  const never = async function* (): AsyncGenerator<Notice> {
    await new Promise(() => {});
    yield quiet;
  };
  const answers = { doctor: () => answering.promise, watch: never };
  const { server, remote, asked } = await open(answers, { graceMs: 60_000 });
  const heard = (async () => {
    for await (const notice of remote.watch(new AbortController().signal)) return notice;
    return "ended";
  })();
  const doctor = remote.doctor();
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  const closed = server.close();
  answering.resolve([]);
  expect(await doctor).toEqual([]);
  expect(await heard).toBe("ended");
  await closed;
  servers.length = 0;
  expect(existsSync(path)).toBe(false);
  expect(await connect(path)).toBeNull();
  await expect(remote.status()).rejects.toMatchObject({ name: "OwnerGone", nobody: true });
});

test("SO3: an answer that never comes does not hold the end up", async () => {
  const stuck = () => new Promise(() => {});
  const { server, remote, asked } = await open({ doctor: stuck }, { graceMs: 5 });
  const doctor = expect(remote.doctor()).rejects.toThrow(/Mainstay ended before it answered/);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  await server.close();
  servers.length = 0;
  await doctor;
});

test("SO2: only this user can reach the socket", async () => {
  await open({});
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, "data"))).mode & 0o777).toBe(0o700);
});

test("SO2: a folder that was open to others is closed to them", async () => {
  path = join(folder, "owner.sock");
  await chmod(folder, 0o755);
  await open({});
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

/** A process of its own that listens at the path; killing it leaves its socket behind. */
async function otherOwner(script: string) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, path], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  children.push(child);
  await once(child.stdout, "data");
  return child;
}

const deaf = `import { createServer } from "node:http";
import { mkdirSync } from "node:fs"; import { dirname } from "node:path";
mkdirSync(dirname(process.argv[1]), { recursive: true });
createServer((request, response) => {
  if (request.url === "/v1") response.end('{"name":"mainstay","wire":1}');
  else { response.writeHead(200); response.write("{"); process.stdout.write("asked"); }
}).listen(process.argv[1], () => process.stdout.write("ready"));`;

test("CL3: an owner that dies while it answers is an error that says what is not known", async () => {
  const child = await otherOwner(deaf);
  const remote = await reach();
  const answered = expect(remote.answer(17, approve)).rejects.toEqual(
    expect.objectContaining({
      name: "OwnerGone",
      nobody: false,
      message: expect.stringMatching(
        /^Cannot finish "answer": Mainstay ended before it answered; what it recorded stands/,
      ) as unknown,
    }),
  );
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await answered;
});

test("CL3: a watch whose owner dies is an error, too", async () => {
  const child = await otherOwner(deaf);
  const remote = await reach();
  const watching = remote.watch(new AbortController().signal)[Symbol.asyncIterator]().next();
  const ended = expect(watching).rejects.toMatchObject({ name: "OwnerGone" });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await ended;
});

test("CL3: an owner that is silent is left after a while", async () => {
  await otherOwner(deaf);
  const remote = await connect(path, { timeoutMs: 50 });
  await expect(remote?.doctor()).rejects.toThrow(/Mainstay has not answered for/);
});

test("CL1, SO1: the socket of a killed owner answers nobody, and is replaced at the next start", async () => {
  const child = await otherOwner(deaf);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(existsSync(path)).toBe(true);
  expect(await connect(path)).toBeNull();
  const { remote } = await open({ doctor: () => [] });
  expect(await remote.doctor()).toEqual([]);
});

test("a file that is no socket is not removed", async () => {
  path = join(folder, "owner.sock");
  await writeFile(path, "letters");
  const { desk } = recordingDesk({});
  await expect(serve(desk, path, { onFault: () => {} })).rejects.toThrow(/a file of that name/);
  expect(await connect(path)).toBeNull();
});

test("an owner of another version is named", async () => {
  path = join(folder, "old.sock");
  const old = createServer((_, response) => response.end('{"wire":0}')).listen(path);
  await once(old, "listening");
  await expect(connect(path)).rejects.toThrow(/it is another version/);
  old.closeAllConnections();
  old.close();
});
