import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packed } from "../src/embed/packed.ts";
import { keepPassage } from "../src/engine/memory/keep.ts";
import type { Owner } from "../src/engine/owner.ts";
import { instantOf } from "../src/value/instant.ts";
import { randomFrom } from "../test/fixtures/random.ts";
import { clients } from "../test/memory/world/clients.ts";
import { worldOf } from "../test/memory/world/client-world.ts";
import { kept } from "../test/memory/world/kept.ts";
import { consultantFiles } from "../test/memory/world/world.ts";
import { atMost, type Figure, figure } from "./figure.ts";
import { inFolder } from "./folder.ts";
import type { Scale } from "./measure.ts";
import { openRemembering } from "./remembering.ts";
import { spreadOf } from "./spread.ts";
import { lengthOf, timed } from "./stopwatch.ts";

const client = "Acme";
const packTokens = 4_000;

/** `bareCpuMs` and `packCpuMs` are the thread's own, whatever else the machine does. */
type Round = Record<
  "bareMs" | "bareCpuMs" | "wholeMs" | "embedMs" | "packMs" | "packCpuMs",
  number
>;

/**
 * One client's passages, made like those of the consultant's example, asked that example's questions.
 * The questions are given real vectors. Those of the passages are random, since it takes half an hour
 * to make as many: comparing them takes as long, and only what is found is another.
 */
export async function memory({ rounds, passages, asked }: Scale): Promise<Figure[]> {
  return inFolder(async (folder) => {
    const { owner, embedder, vectors, close } = await openRemembering(folder);
    const { store } = owner;
    const { recollection } = owner.memory;
    const subject = await keepMany(owner, passages);
    for (let at = 0; ;) {
      const rows = await store.find({
        table: "passage",
        above: { seq: at },
        order: [{ column: "seq" }],
        limit: 1_000,
      });
      if (rows.length === 0) break;
      at = Number(rows.at(-1)?.["seq"]);
      const made = rows.map(({ seq }) => ({ key: Number(seq), client: subject, vector: chance() }));
      vectors.put(made, at);
    }
    const ask = (query: string, tokens: number | null) =>
      recollection.recall([subject], { query, k: 10, tokens, until: null }, never);
    const questions = questionsOf(consultantFiles().get("questions.jsonl") ?? "");
    const spans = { whole: timed(recollection, "recall"), embed: timed(embedder, "embed") };
    // A round that is not counted: everything that is called often is compiled with it.
    await askMany(ask, spans, questions.slice(0, asked));
    const seen: Round[] = [];
    for (let i = 0; i < rounds; i += 1) {
      const from = (i * asked) % (questions.length - asked);
      seen.push(await askMany(ask, spans, questions.slice(from, from + asked)));
    }
    await close();
    return figuresOf(passages, seen, firstIn(folder, subject));
  });
}

const never = new AbortController().signal;

/** Worlds of other seeds, all of them one client's; in large turns, so that few syncs are needed. */
async function keepMany({ office, store }: Owner, count: number): Promise<string> {
  const who = { actor: "operator", cause: null, intent: null };
  const [first] = clients;
  if (first === undefined) throw new Error("There is no client");
  for (let world = 0, done = 0; done < count; world += 1) {
    const made = kept(worldOf(first, world)).passages.slice(0, count - done);
    await office.book.turn(who, (turn) => {
      for (const { id, author, at, thread, text } of made) {
        const said = { author, at: instantOf(at) ?? 0, text };
        const apart = { id: `${world}-${id}`, thread: `${world}-${thread}` };
        keepPassage(turn, office, { client, ...said, ...apart });
      }
    });
    await office.book.committed();
    done += made.length;
  }
  const [row] = await store.find({ table: "passage", limit: 1 });
  return String(row?.["client"]);
}

const next = randomFrom(1);

function chance(): Int8Array {
  const vector = Float32Array.from({ length: 384 }, () => next() - 0.5);
  const length = Math.sqrt(vector.reduce((sum, part) => sum + part * part, 0));
  return packed(vector.map((part) => part / length));
}

/** `mostMb` before what is unused was given back. */
type First = { firstMs: number; mostMb: number; heldMb: number };

/** In a process of its own: what was used before would be used again, and hide what is held. */
function firstIn(folder: string, subject: string): First {
  const child = join(import.meta.dirname, "memory-child.ts");
  const { stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", child, folder, subject], {
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(`Nothing was recalled: ${stderr}`);
  return JSON.parse(stdout);
}

const questionsOf = (lines: string): string[] =>
  lines
    .trim()
    .split("\n")
    .map((line) => String(JSON.parse(line).query));

/** Each question for the ten best, then for a pack. */
async function askMany(
  ask: (query: string, tokens: number | null) => Promise<unknown>,
  { whole, embed }: Record<"whole" | "embed", ReturnType<typeof timed>>,
  questions: readonly string[],
): Promise<Round> {
  const own: Round[] = [];
  for (const query of questions) {
    const took = async (tokens: number | null) => {
      const before = process.threadCpuUsage();
      await ask(query, tokens);
      const { user, system } = process.threadCpuUsage(before);
      const wholeMs = lengthOf(whole.at(-1) ?? { from: 0, to: 0 });
      const embedMs = lengthOf(embed.at(-1) ?? { from: 0, to: 0 });
      return { wholeMs, embedMs, bareMs: wholeMs - embedMs, bareCpuMs: (user + system) / 1_000 };
    };
    const best = await took(null);
    const pack = await took(packTokens);
    const packMs = pack.bareMs - best.bareMs;
    own.push({ ...best, packMs, packCpuMs: pack.bareCpuMs - best.bareCpuMs });
  }
  const p95 = (name: keyof Round): number =>
    own.map((each) => each[name]).toSorted((a, b) => a - b)[Math.floor(own.length * 0.95)] ??
    Number.NaN;
  return {
    bareMs: p95("bareMs"),
    bareCpuMs: p95("bareCpuMs"),
    wholeMs: p95("wholeMs"),
    embedMs: p95("embedMs"),
    packMs: p95("packMs"),
    packCpuMs: p95("packCpuMs"),
  };
}

function figuresOf(
  passages: number,
  seen: readonly Round[],
  { firstMs, mostMb, heldMb }: First,
): Figure[] {
  const of = (name: keyof Round) => spreadOf(seen.map((round) => round[name]));
  const group = `Recall among ${passages.toLocaleString("en")} passages of one client; 95 of 100 are below`;
  return [
    figure(group, ["without the question's vector", "ms"], of("bareMs"), atMost(40)),
    figure(group, ["the same, CPU time", "ms"], of("bareCpuMs")),
    figure(group, ["with it", "ms"], of("wholeMs"), atMost(75)),
    figure(group, ["the question's vector", "ms"], of("embedMs")),
    figure(
      group,
      [`packing ${packTokens.toLocaleString("en")} tokens, more than the ten best`, "ms"],
      of("packMs"),
      atMost(20),
    ),
    figure(group, ["the same, CPU time", "ms"], of("packCpuMs")),
    figure(group, ["the first, which reads all of them", "ms"], spreadOf([firstMs])),
    figure(group, ["resident for it at the most", "MB"], spreadOf([mostMb])),
    figure(group, ["resident for passages and vectors", "MB"], spreadOf([heldMb]), atMost(250)),
  ];
}
