import path from "node:path";
import type { Calm } from "./calm.ts";
import { cycle, type Finding } from "./cycle.ts";
import type { Fault } from "./library.ts";
import type { Pass, Planned } from "./plan.ts";

/** What many cycles came to. */
export type Swept = {
  cycles: number;
  /** Whether the plan came to its end before the time or the number of cycles did. */
  whole: boolean;
  /** The pass it had come to. */
  pass: Pass;
  /** Blows that fell, by kind; others were meant for operations that did not come. */
  struck: Map<Fault, number>;
  /** How often each kind of file was hit. */
  files: Map<string, number>;
  findings: Finding[];
  tookMs: number;
};

export type SweepOptions = {
  calm: Calm;
  loaded: { path: string };
  /** For the folders of cycles; those with findings stay. */
  folder: string;
  lanes: number;
  /** Ends at the latest then. */
  cycles: number;
  tookMs: number;
  told?: (swept: Swept) => void;
};

export async function sweep(plan: AsyncGenerator<Planned>, options: SweepOptions): Promise<Swept> {
  const began = performance.now();
  const swept: Swept = {
    cycles: 0,
    whole: false,
    pass: "ends",
    struck: new Map(),
    files: new Map(),
    findings: [],
    tookMs: 0,
  };
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < options.cycles && swept.tookMs < options.tookMs) {
      const next = await plan.next();
      if (next.done === true) {
        swept.whole = true;
        return;
      }
      const { piece, blows, pass } = next.value;
      swept.pass = pass;
      begun += 1;
      const folder = path.join(options.folder, `cycle-${begun}`);
      const { findings, hits } = await cycle(options.calm, piece, blows, folder, options.loaded);
      swept.findings.push(...findings);
      for (const [n, hit] of hits.entries()) {
        const fault = blows[n]?.fault;
        if (hit === "" || fault === undefined) continue;
        add(swept.struck, fault);
        add(swept.files, kindOf(hit));
      }
      swept.cycles += 1;
      swept.tookMs = performance.now() - began;
      options.told?.(swept);
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, lane));
  swept.tookMs = performance.now() - began;
  return swept;
}

function add<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** "/data/blobs/ab/abcd…" is one of "/data/blobs/*". */
function kindOf(file: string): string {
  const [, data = "", folder = "", ...rest] = file.split("/");
  return `/${data}${folder === "" ? "" : `/${folder}`}${rest.length === 0 ? "" : "/*"}`;
}
