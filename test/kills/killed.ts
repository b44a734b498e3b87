import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { randomFrom } from "../fixtures/random.ts";
import { type Blow, type Life, live } from "./life.ts";
import { amissIn, type Doubts, doubtsIn, eventsIn } from "./traces.ts";

/** A piece of work that processes do, each beginning where the one before it was killed. */
export type Work<L extends object = object> = {
  workspace: string;
  /** Lays out what the first process finds. */
  begin(data: string): Promise<unknown>;
  /** The script that works there until all is done. */
  child(data: string): readonly string[];
  /** What it left, by part: equal wherever the same was done. */
  left(data: string): Promise<L>;
  /** What is wrong with that, also where no process was killed. */
  amiss(left: L): string[];
  close(): Promise<void>;
};

export type Report = {
  /** How long the undisturbed process took. */
  calmMs: number;
  plays: number;
  /** How far the work had come at each blow, from 0 to 1. */
  blows: readonly number[];
  doubts: Doubts;
  findings: Finding[];
  /** Where what was found lies. */
  folder: string;
};

type Finding = { play: number; blows: readonly Blow[]; what: readonly unknown[] };

/** A blow falls within this part of the work, so that several hit one play. */
const stride = 1 / 3;

/**
 * Kills processes with SIGKILL while they work or recover, begins them again until the work is done,
 * and compares what they left with what an undisturbed one leaves. Where nothing is found, nothing
 * stays.
 */
export async function killed<L extends object>(
  open: (folder: string) => Promise<Work<L>>,
  times: number,
  seed: number,
): Promise<Report> {
  const folder = await mkdtemp(path.join(tmpdir(), "ms-kills-"));
  const work = await open(folder).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  try {
    const report = await campaign(work, folder, { times, random: randomFrom(seed) });
    if (report.findings.length === 0) await rm(folder, { recursive: true, force: true });
    return report;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}; what is left lies in "${folder}"`, { cause: error });
  } finally {
    await work.close();
  }
}

async function campaign<L extends object>(
  work: Work<L>,
  folder: string,
  { times, random }: { times: number; random: () => number },
): Promise<Report> {
  const compiled = path.join(folder, "compiled");
  const calm = path.join(folder, "calm");
  await work.begin(calm);
  const undisturbed = await live(work.child(calm), compiled, null);
  const wanted = await work.left(calm);
  const findings: Finding[] = [];
  const amiss = [...work.amiss(wanted), ...(await amissIn({ ...work, data: calm }))];
  if (amiss.length > 0) findings.push({ play: 0, blows: [], what: amiss });
  const hits: number[] = [];
  const doubts = { done: 0, notDone: 0 };
  const draw = (): Blow | null => (hits.length === times ? null : drawn(undisturbed, random));
  let plays = 0;
  while (hits.length < times) {
    plays += 1;
    const places = { workspace: work.workspace, data: path.join(folder, `play-${plays}`) };
    await work.begin(places.data);
    const blows: Blow[] = [];
    for (let far = 0, blow = draw(); ; blow = draw()) {
      const life = await live(work.child(places.data), compiled, blow);
      if (life.done || blow === null) break;
      far += life.steps;
      blows.push(blow);
      hits.push(Math.min(1, far / undisturbed.steps));
    }
    const left = await work.left(places.data);
    const { done, notDone } = doubtsIn(await eventsIn(places));
    doubts.done += done;
    doubts.notDone += notDone;
    const what = [...work.amiss(left), ...differing(wanted, left), ...(await amissIn(places))];
    if (what.length > 0) findings.push({ play: plays, blows, what });
    else await rm(places.data, { recursive: true, force: true });
  }
  return { calmMs: undisturbed.tookMs, plays, blows: hits, doubts, findings, folder };
}

/**
 * Half of the blows fall in a step itself: what is done outside is not recorded then. The others fall
 * behind one, within as long as two take here.
 */
function drawn({ steps, tookMs }: Life, random: () => number): Blow {
  const after = Math.floor(random() * steps * stride);
  if (random() < 0.5) return { after: after + 1, ms: "at once" };
  return { after, ms: Math.floor((random() * 2 * tookMs) / steps) };
}

function differing<L extends object>(wanted: L, left: L): unknown[] {
  return Object.entries(wanted).flatMap(([part, value]: [string, unknown]) => {
    const other: unknown = Reflect.get(left, part);
    return isDeepStrictEqual(other, value) ? [] : [{ part, left: other, wanted: value }];
  });
}
