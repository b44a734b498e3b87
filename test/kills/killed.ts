import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { rebuild } from "../../src/host/ledger/rebuild.ts";
import { booksAmiss } from "../faults/books.ts";
import { randomFrom } from "../fixtures/random.ts";
import { type Blow, live } from "./life.ts";

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
  /** The undisturbed process: how long it took, and how much it got recorded. */
  calm: { tookMs: number; recorded: number };
  plays: number;
  kills: number;
  /** How far the work had come at the first blow and at the last one, from 0 to 1. */
  between: [first: number, last: number];
  findings: Finding[];
  /** Where what was found lies; null where nothing was. */
  folder: string | null;
};

type Finding = { play: number; blows: readonly Blow[]; what: readonly unknown[] };

/** A blow falls within this part of the work, so that several hit one play. */
const stride = 1 / 3;
const latestMs = 25;

/**
 * Kills processes with SIGKILL while they work or recover, begins them again until the work is done,
 * and compares what they left with what an undisturbed one leaves.
 */
export async function killed<L extends object>(
  open: (folder: string) => Promise<Work<L>>,
  times: number,
  seed: number,
): Promise<Report> {
  const random = randomFrom(seed);
  const folder = await mkdtemp(path.join(tmpdir(), "ms-kills-"));
  const work = await open(folder);
  const compiled = path.join(folder, "compiled");
  const findings: Finding[] = [];
  const look = async (data: string, play: number, blows: readonly Blow[]): Promise<L> => {
    const left = await work.left(data);
    const what = [...work.amiss(left), ...(await amissIn(work.workspace, data))];
    if (what.length > 0) findings.push({ play, blows, what });
    return left;
  };
  try {
    const first = path.join(folder, "calm");
    await work.begin(first);
    const { tookMs, recorded } = await live(work.child(first), compiled, null);
    const wanted = await look(first, 0, []);
    const hits: number[] = [];
    const draw = (): Blow | null =>
      hits.length === times
        ? null
        : { after: Math.floor(random() * recorded * stride), ms: Math.floor(random() * latestMs) };
    let plays = 0;
    while (hits.length < times) {
      plays += 1;
      const data = path.join(folder, `play-${plays}`);
      await work.begin(data);
      const blows: Blow[] = [];
      for (let far = 0, blow = draw(); ; blow = draw()) {
        const life = await live(work.child(data), compiled, blow);
        if (life.done || blow === null) break;
        far += life.recorded;
        blows.push(blow);
        hits.push(Math.min(1, far / recorded));
      }
      const left = await look(data, plays, blows);
      const other = differing(wanted, left);
      if (other.length > 0) findings.push({ play: plays, blows, what: other });
      else await rm(data, { recursive: true, force: true });
    }
    const between: [number, number] = [Math.min(...hits), Math.max(...hits)];
    const kept = findings.length > 0 ? folder : null;
    return {
      calm: { tookMs, recorded },
      plays,
      kills: hits.length,
      between,
      findings,
      folder: kept,
    };
  } finally {
    await work.close();
    if (findings.length === 0) await rm(folder, { recursive: true, force: true });
  }
}

function differing<L extends object>(wanted: L, left: L): unknown[] {
  return Object.entries(wanted).flatMap(([part, value]: [string, unknown]) => {
    const other: unknown = Reflect.get(left, part);
    return isDeepStrictEqual(other, value) ? [] : [{ part, left: other, wanted: value }];
  });
}

/** What is wrong in itself: invoice numbers, the books, tables that are not what the history says. */
async function amissIn(workspace: string, data: string): Promise<string[]> {
  const faults: string[] = [];
  const { tables } = await rebuild({ workspace, data }, (error, doing) =>
    faults.push(`While ${doing}: ${String(error)}`),
  );
  const unequal = tables.filter(({ equal }) => !equal).map(({ name }) => name);
  const derived = unequal.length === 0 ? [] : [`Not what the history says: ${unequal.join(", ")}`];
  return [...faults, ...derived, ...(await booksAmiss(data))];
}
