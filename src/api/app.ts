import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Json } from "../value/json.ts";
import { deeperThan } from "../value/nesting.ts";
import type { Desk, Outcome } from "./contract/desk.ts";
import { Refused } from "./contract/refused.ts";
import { maxBodyBytes, type Operation, routes, wireVersion } from "./contract/routes.ts";
import { type Input, inputs } from "./contract/wire.ts";
import { problem, statusOf } from "./errors.ts";
import { inWords } from "./misfit.ts";
import { noticeStream } from "./notices.ts";

export type AppOptions = {
  /** Aborted when the server closes. */
  closing: AbortSignal;
  heartbeatMs: number;
  /** A desk that threw what is no refusal. */
  onFault: (error: unknown) => void;
};

type Handlers = {
  [O in Exclude<Operation, "watch">]: (
    desk: Desk,
    input: Input<O>,
    number: number,
  ) => Promise<unknown>;
};

const handlers: Handlers = {
  hello: async () => ({ name: "mainstay", wire: wireVersion }),
  status: (desk) => desk.status(),
  inbox: (desk) => desk.inbox(),
  item: (desk, asked, number) => desk.item(number, asked),
  answer: (desk, answer, number) => desk.answer(number, answer),
  runs: (desk, filter) => desk.runs(filter),
  start: (desk, request) => desk.start(request),
  run: (desk, _, number) => desk.run(number),
  hold: (desk, { number }) => desk.hold(number),
  cancelPreview: (desk, _, number) => desk.cancelPreview(number),
  cancel: (desk, { reason }, number) => desk.cancel(number, reason),
  repair: (desk, fix, number) => desk.repair(number, fix),
  take: (desk, { step }, number) => desk.take(number, step),
  handBack: (desk, { step, output }, number) => desk.handBack(number, step, output),
  pause: (desk, { target, reason }) => desk.pause(target, reason),
  resume: (desk, { target }) => desk.resume(target),
  stop: (desk, { reason }) => desk.stop(reason),
  admit: (desk, { othersOff }) => desk.admit(othersOff),
  look: (desk, { days }) => desk.look(days),
  go: (desk) => desk.go(),
  apply: (desk, options) => desk.apply(options),
  rollback: (desk, options) => desk.rollback(options),
  merge: (desk, { from, into }) => desk.merge(from, into),
  bring: (desk, request) => desk.bring(request),
  recall: (desk, query) => desk.recall(query),
  facts: (desk, query) => desk.facts(query),
  factHistory: (desk, named) => desk.factHistory(named),
  learn: (desk, request) => desk.learn(request),
  sayFact: (desk, word) => desk.sayFact(word),
  aliases: (desk, query) => desk.aliases(query),
  rename: (desk, asked) => desk.rename(asked),
  passages: (desk, query) => desk.passages(query),
  passageMail: (desk, query) => desk.passageMail(query),
  memoryStats: (desk) => desk.memoryStats(),
  snapshot: (desk, request) => desk.snapshot(request),
  snapshots: (desk, filter) => desk.snapshots(filter),
  beginImport: (desk, request) => desk.beginImport(request),
  sources: (desk) => desk.sources(),
  restorePreview: (desk, query) => desk.restorePreview(query),
  restoreMemory: (desk, request) => desk.restoreMemory(request),
  rollbackPreview: (desk, query) => desk.rollbackPreview(query),
  rollBackMemory: (desk, request) => desk.rollBackMemory(request),
  memoryDiff: (desk, query) => desk.memoryDiff(query),
  index: (desk, request) => desk.index(request),
  remember: (desk, request) => desk.remember(request),
  retentionPlan: (desk) => desk.retentionPlan(),
  retentionRun: (desk) => desk.retentionRun(),
  purgePreview: (desk, name) => desk.purgePreview(name),
  purge: (desk, request) => desk.purge(request),
  forgetPreview: (desk, { client }) => desk.forgetPreview(client),
  forget: (desk, request) => desk.forget(request),
  diagram: (desk, { name }) => desk.diagram(name),
  arrivals: (desk, filter) => desk.arrivals(filter),
  episodes: (desk, query) => desk.episodes(query),
  reclassify: (desk, said) => desk.reclassify(said),
  edits: (desk, filter) => desk.edits(filter),
  signals: (desk, query) => desk.signals(query),
  signalScores: (desk, query) => desk.signalScores(query),
  heuristics: (desk) => desk.heuristics(),
  retireHeuristic: (desk, request) => desk.retireHeuristic(request),
  ledger: (desk, query) => desk.ledger(query),
  morning: (desk) => desk.morning(),
  report: (desk, query) => desk.report(query),
  doctor: (desk) => desk.doctor(),
  models: (desk) => desk.models(),
  checkModel: (desk, { tier }) => desk.checkModel(tier),
};

/** Answers each of these with an `Outcome`, whose no becomes a problem with a status of its own. */
const decided: ReadonlySet<Operation> = new Set<Operation>([
  "answer",
  "start",
  "hold",
  "cancel",
  "repair",
  "take",
  "handBack",
  "pause",
  "resume",
  "forget",
  "retentionRun",
  "purge",
  "retireHeuristic",
  "reclassify",
  "admit",
  "look",
  "go",
  "snapshot",
  "beginImport",
  "restoreMemory",
  "rollBackMemory",
]);

const maxDepth = 200;

export function app(desk: Desk, options: AppOptions): Hono {
  const hono = new Hono();
  hono.use(bodyLimit({ maxSize: maxBodyBytes, onError: tooLarge }));
  let lastId = 0;
  hono.get(routes.watch.path, () =>
    noticeStream((signal) => desk.watch(signal), {
      signal: options.closing,
      heartbeatMs: options.heartbeatMs,
      nextId: () => (lastId += 1),
    }),
  );
  for (const operation of Object.keys(handlers) as (keyof Handlers)[]) {
    const { method, path } = routes[operation];
    hono.on(method, path.replace(":number", ":number{[0-9]{1,15}}"), (c) =>
      serve(operation, handlers[operation], c),
    );
  }
  hono.notFound((c) =>
    problem(
      404,
      "route_unknown",
      `Cannot answer ${c.req.method} "${c.req.path}": nothing is there`,
    ),
  );
  hono.onError((error) => {
    if (error instanceof Refused) return problem(statusOf(error.code), error.code, error.message);
    options.onFault(error);
    return problem(500, "fault", error.message, { error: error.name });
  });

  async function serve<O extends keyof Handlers>(
    operation: O,
    handle: Handlers[O],
    c: Context,
  ): Promise<Response> {
    const read = await readInput(operation, c);
    if (read instanceof Response) return read;
    const result = await handle(desk, read, Number(c.req.param("number")));
    if (!decided.has(operation)) return c.json(result ?? null);
    const outcome = result as Outcome; // Exactly the operations named in `decided` answer with one.
    if (outcome.ok) return c.json(outcome);
    return problem(statusOf(outcome.code), outcome.code, outcome.message, { outcome });
  }
  return hono;
}

async function readInput<O extends Operation>(
  operation: O,
  c: Context,
): Promise<Input<O> | Response> {
  const act = `Cannot take ${c.req.method} "${c.req.path}"`;
  let given: unknown = c.req.query();
  if (c.req.method === "POST") {
    if (!/^application\/json\b/i.test(c.req.header("content-type") ?? "")) {
      return problem(415, "body_not_json", `${act}: its content type is not "application/json"`);
    }
    const text = await c.req.text();
    try {
      given = JSON.parse(text) as Json;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return problem(400, "body_malformed", `${act}: its body is not JSON: ${reason}`);
    }
    if (deeperThan(maxDepth, text)) {
      return problem(422, "body_invalid", `${act}: its body nests deeper than ${maxDepth} levels`);
    }
  }
  const parsed = inputs[operation].safeParse(given);
  if (!parsed.success) {
    return problem(
      422,
      "body_invalid",
      `${act}: ${inWords(parsed.error)}; correct that and ask again`,
    );
  }
  return parsed.data as Input<O>; // The schema of this very operation parsed it.
}

function tooLarge(c: Context): Response {
  return problem(
    413,
    "body_too_large",
    `Cannot take ${c.req.method} "${c.req.path}": its body is larger than ${maxBodyBytes} bytes`,
  );
}
