import { Agent, type IncomingMessage } from "node:http";
import type { Desk, Notice, Outcome } from "./desk.ts";
import { eventData } from "./event-stream.ts";
import { type Asked, goneBecause, type Line, OwnerGone, send, textOf } from "./line.ts";
import { Refused } from "./refused.ts";
import {
  maxBodyBytes,
  maxQueryBytes,
  type Operation,
  type Problem,
  routes,
  wireVersion,
} from "./routes.ts";

/**
 * The desk, asked over the owner's socket.
 *
 * CL1 Where nobody listens there is no desk (null), and the caller opens the workspace itself.
 * CL2 A no is the same no as in process: an `Outcome`, or `Refused` with its code.
 * CL3 An owner that dies while it is asked is an error that says what is not known.
 */
export type RemoteDesk = Desk & { close(): void };

/** The owner failed while it answered; `name` is that of its own error. */
class OwnerFailed extends Error {
  override readonly name: string;
  constructor(problem: Problem) {
    super(problem.detail);
    this.name = problem.error ?? "Error";
  }
}

export async function connect(
  socketPath: string,
  options: { timeoutMs: number; helloMs?: number } = { timeoutMs: 60_000 },
): Promise<RemoteDesk | null> {
  const { timeoutMs, helloMs = timeoutMs } = options;
  const line: Line = { socketPath, agent: new Agent({ keepAlive: true }), timeoutMs };
  try {
    const greeting = { ...line, timeoutMs: helloMs };
    const hello = (await ask(greeting, "hello")) as { wire: unknown }; // Looked at right here.
    if (hello.wire !== wireVersion) {
      throw new Error(
        "Cannot talk to the running Mainstay: it is another version; end it and start it again",
      );
    }
  } catch (error) {
    line.agent.destroy();
    if (error instanceof OwnerGone && error.nobody) return null;
    throw error;
  }
  return remoteDesk(line);
}

type Input = Readonly<Record<string, unknown>>;

function remoteDesk(line: Line): RemoteDesk {
  // Both ends are of one version (`hello`), so that what the owner's desk answers has these types.
  const get = <T>(...args: Rest) => ask(line, ...args) as Promise<T>;
  const decide = (...args: Rest) => get<Outcome>(...args);
  return {
    status: () => get("status"),
    inbox: () => get("inbox"),
    item: (number, asked) => get("item", asked, number),
    answer: (number, answer) => decide("answer", answer, number),
    runs: (filter) => get("runs", filter),
    run: (number) => get("run", {}, number),
    start: (request) => decide("start", request),
    hold: (number) => decide("hold", { number }),
    cancel: (number, reason) => decide("cancel", { reason }, number),
    cancelPreview: (number) => get("cancelPreview", {}, number),
    repair: (number, fix) => decide("repair", fix, number),
    take: (number, step) => decide("take", { step }, number),
    handBack: (number, step, output) => decide("handBack", { step, output }, number),
    pause: (target, reason) => decide("pause", { target, reason }),
    resume: (target) => decide("resume", { target }),
    merge: (from, into) => decide("merge", { from, into }),
    bring: (request) => get("bring", request),
    recall: (query) => get("recall", query),
    facts: (query) => get("facts", query),
    factHistory: (named) => get("factHistory", named),
    learn: (request) => get("learn", request),
    sayFact: (word) => get("sayFact", word),
    aliases: (query) => get("aliases", query),
    rename: (asked) => get("rename", asked),
    passages: (query) => get("passages", query),
    passageMail: (query) => get("passageMail", query),
    memoryStats: () => get("memoryStats"),
    snapshot: (request) => decide("snapshot", request),
    snapshots: (filter) => get("snapshots", filter),
    beginImport: (request) => decide("beginImport", request),
    sources: () => get("sources"),
    restorePreview: (query) => get("restorePreview", query),
    restoreMemory: (request) => decide("restoreMemory", request),
    rollbackPreview: (query) => get("rollbackPreview", query),
    rollBackMemory: (request) => decide("rollBackMemory", request),
    memoryDiff: (query) => get("memoryDiff", query),
    index: (request) => get("index", request),
    remember: (request) => get("remember", request),
    retentionPlan: () => get("retentionPlan"),
    retentionRun: () => get("retentionRun"),
    purgePreview: (name) => get("purgePreview", name),
    purge: (request) => get("purge", request),
    forgetPreview: (client) => get("forgetPreview", { client }),
    forget: (request) => get("forget", request),
    stop: (reason) => get("stop", { reason }),
    admit: (othersOff) => decide("admit", { othersOff }),
    look: (days) => decide("look", { days }),
    go: () => decide("go"),
    apply: (options) => get("apply", options),
    rollback: (options) => get("rollback", options),
    diagram: (name) => get("diagram", { name }),
    arrivals: (filter) => get("arrivals", filter),
    episodes: (query) => get("episodes", query),
    reclassify: (said) => decide("reclassify", said),
    edits: (filter) => get("edits", filter),
    signals: (query) => get("signals", query),
    signalScores: (query) => get("signalScores", query),
    heuristics: () => get("heuristics"),
    retireHeuristic: (request) => decide("retireHeuristic", request),
    ledger: (query) => get("ledger", query),
    morning: () => get("morning"),
    report: (query) => get("report", query),
    doctor: () => get("doctor"),
    models: () => get("models"),
    checkModel: (tier) => get("checkModel", { tier }),
    watch: (signal) => watch(line, signal),
    close: () => line.agent.destroy(),
  };
}

type Rest = [operation: Operation, input?: Input, number?: number];

async function ask(line: Line, ...[operation, input = {}, number]: Rest): Promise<unknown> {
  const { method, path } = routes[operation];
  const query = method === "GET" ? queryOf(input) : "";
  if (query.length > maxQueryBytes) {
    const message = `Cannot ask for "${operation}": what is asked is longer than ${maxQueryBytes} bytes; ask it shorter`;
    throw new Refused({ code: "query_too_long", message });
  }
  const body = method === "POST" ? JSON.stringify(input) : undefined;
  if (body !== undefined && Buffer.byteLength(body) > maxBodyBytes) {
    const message = `Cannot ask for "${operation}": what goes with it is larger than ${maxBodyBytes} bytes`;
    throw new Refused({ code: "body_too_large", message });
  }
  const asked = { operation, method, path: path.replace(":number", String(number)) + query, body };
  const response = await send(line, asked);
  return understood(response, await textOf(line, asked, response));
}

function queryOf(input: Input): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(input)) {
    if (typeof value === "string" || typeof value === "number") query.set(key, String(value));
  }
  return query.size === 0 ? "" : `?${query.toString()}`;
}

function understood(response: IncomingMessage, text: string): unknown {
  const answer: unknown = JSON.parse(text);
  if (response.statusCode === 200) return answer;
  const problem = answer as Problem; // The server answers any other status with one.
  if (problem.outcome !== undefined) return problem.outcome;
  if (problem.code === "fault") throw new OwnerFailed(problem);
  throw new Refused({ code: problem.code, message: problem.detail });
}

/** Asked for at once, not at the first reading: nothing between is missed. */
function watch(line: Line, signal: AbortSignal): AsyncIterable<Notice> {
  const { method, path } = routes.watch;
  const asked: Asked = { operation: "watch", method, path, body: undefined };
  const response = send(line, asked, signal);
  response.catch(() => {}); // Thrown again where it is read.
  return read();

  async function* read(): AsyncGenerator<Notice> {
    try {
      const stream = await response;
      if (stream.statusCode !== 200) understood(stream, await textOf(line, asked, stream));
      stream.setEncoding("utf8");
      for await (const data of eventData(stream)) yield JSON.parse(data) as Notice; // As `remoteDesk`.
    } catch (cause) {
      if (signal.aborted) return;
      throw cause instanceof OwnerGone ? cause : goneBecause("watch", line, cause);
    } finally {
      await response.then((stream) => stream.destroy()).catch(() => {});
    }
  }
}
