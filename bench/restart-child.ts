import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { Executor } from "../src/agent/contract.ts";
import type { ActionRequest, Connector } from "../src/connectors/contract.ts";
import type { Restart } from "./restart.ts";

/** The two processes of a restart: see restart.ts. */
const [mode = "", folder = "", count = "0"] = process.argv.slice(2);
enableCompileCache(join(folder, "compiled"));
const { openCompany } = await import("./company.ts");

const jobs = Number(count);
const outside = join(folder, "outside.txt");
const filling = mode === "fill";

/** A step of every third job does not answer while the folder is filled. */
const thinking: Executor = {
  kind: "code",
  async execute({ input }) {
    if (filling && JSON.stringify(input.value).includes("hold-step")) await forever();
    return { output: input, proposals: [], confidence: null, costMicros: 0 };
  },
};

/** A file is the outside: a line per act. The call of every third job does not return. */
const post: Connector = {
  kind: "bench-post",
  version: 1,
  actions: {
    send: {
      input: z.strictObject({ to: z.string(), text: z.string() }),
      output: ["id"],
      kinds: { "/to": "recipient", "/text": "text" },
      deed: "sent letter",
      lookup: "authoritative",
      settlesMs: 0,
      deadlineMs: 5_000,
      latenessMs: 86_400_000,
      undo: null,
      preview: () => ({ line: "One letter", details: [] }),
      perform: async ({ token, args }: ActionRequest) => {
        appendFileSync(outside, `${token}\n`);
        if (filling && args["text"] === "hold-call") await forever();
        return { id: token };
      },
      find: async ({ token, digest }) =>
        tokens().has(token) ? { found: true, digest, result: { id: token } } : { found: false },
    },
  },
  health: async () => ({ ok: true, note: "" }),
};

let known: Set<string> | null = null;
function tokens(): Set<string> {
  known ??= new Set(existsSync(outside) ? readFileSync(outside, "utf8").split("\n") : []);
  return known;
}

function forever(): Promise<never> {
  return new Promise(() => {});
}

const first = Promise.withResolvers<number>();
const ended = Promise.withResolvers<void>();
let inFlight = 0;
let over = 0;

const company = await openCompany(folder, { post }, new Map([["code", thinking]]), (owner) => {
  inFlight = owner.recovered.open;
  const { book } = owner.office;
  book.listen((events) => {
    for (const { type } of events) {
      if (type === "run.completed") over += 1;
      if (type === "step.completed") {
        void book.committed().then(() => first.resolve(performance.now()));
      }
    }
    if (over === inFlight) ended.resolve();
  });
});
const { journal, office, floor } = company.owner;

if (filling) {
  const holds = ["hold-step", "hold-call", "wait"];
  for (let i = 0; i < jobs; i += 1) {
    await company.start("flight", { text: holds[i % 3] ?? "" }, `client-${i}`);
    // What is held never reports: the floor is as quiet as it will be once nothing is recorded.
    if (i % 100 === 99) await office.book.committed();
  }
  for (let before = -1; before !== journal.nextSeq;) {
    before = journal.nextSeq;
    await setTimeout(200);
    await office.book.committed();
  }
  process.kill(process.pid, "SIGKILL");
} else {
  const firstMs = await first.promise;
  await ended.promise;
  await office.book.committed();
  const settledMs = performance.now();
  await floor.settled();
  const lines = readFileSync(outside, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const restart: Restart = {
    inFlight,
    firstMs,
    settledMs,
    acts: lines.length,
    twice: lines.length - new Set(lines).size,
    residentMb: process.memoryUsage.rss() / 1_000_000,
  };
  await company.close();
  process.stdout.write(JSON.stringify(restart));
}
