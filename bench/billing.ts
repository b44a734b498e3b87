import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Level, Told } from "./billing-child.ts";
import type { Billed } from "./billed.ts";
import { atMost, type Figure, figure } from "./figure.ts";
import { inFolder } from "./folder.ts";
import type { Scale } from "./measure.ts";
import { spreadOf } from "./spread.ts";

const run = promisify(execFile);
const child = join(import.meta.dirname, "billing-child.ts");
const once = (value: number) => spreadOf([value]);

/**
 * The example company bills every retainer at once, on the first of the month: in a process of its
 * own, whose memory is nobody else's.
 */
export async function billing({ retainers }: Pick<Scale, "retainers">): Promise<Figure[]> {
  const told = await inFolder(async (folder) => {
    const { stdout } = await run(process.execPath, [child, folder, String(retainers)], {
      maxBuffer: 1 << 26,
    });
    // The child is ours, and prints exactly this.
    return JSON.parse(stdout) as Told;
  });
  const said = told.billed.hledger ?? "it is not installed, so the books are not checked with it";
  if (said !== "") process.stderr.write(`billing: hledger: ${said}\n`);
  const group = `${retainers.toLocaleString("en")} retainers billed in one go: invoice, PDF, entry, mail`;
  return [
    ...whole(group, told),
    ...stages(group, told),
    ...growth(group, told.levels),
    ...outside(group, told.billed),
  ];
}

function whole(group: string, { retainers, agreedMs, begunMs, allMs, cpuMs }: Told): Figure[] {
  return [
    figure(group, ["clients taken over, and agreed with, before", "s"], once(agreedMs / 1_000)),
    figure(group, ["until every job had begun", "ms"], once(begunMs)),
    figure(group, ["until nothing moved any more, synced", "s"], once(allMs / 1_000)),
    figure(group, ["billed", "invoices/s"], once((retainers / allMs) * 1_000)),
    figure(group, ["CPU per invoice", "ms"], once(cpuMs / retainers)),
  ];
}

/** Letters leave beside the next invoice, which is drawn without a pause for them. */
function stages(group: string, { stages: of }: Told): Figure[] {
  return [
    figure(group, ["PDF: drawn", "ms"], spreadOf(of.drawn)),
    figure(group, ["PDF: sealed, and copied for her, both synced", "ms"], spreadOf(of.kept)),
    figure(group, ["entry: noted, then in the journal, both synced", "ms"], spreadOf(of.entered)),
    figure(
      group,
      ["invoice: recorded, judged and numbered, between two", "ms"],
      spreadOf(of.between),
    ),
    figure(group, ["mail: composed and synced, beside the next PDF", "ms"], spreadOf(of.mailed)),
  ];
}

/** The first tenth begins all jobs and warms up: what comes later is compared with the second. */
function growth(group: string, levels: readonly Level[]): Figure[] {
  const at = (tenth: number): Level => {
    const level = levels[tenth];
    if (level === undefined) throw new Error(`Nobody looked after tenth ${tenth}`);
    return level;
  };
  const cpu = (tenth: number): number =>
    (at(tenth).cpuMs - at(tenth - 1).cpuMs) / (at(tenth).invoices - at(tenth - 1).invoices);
  const [before, early, late] = [at(0), at(2), at(10)];
  return [
    figure(group, ["CPU per invoice, first tenth, with every job's beginning", "ms"], once(cpu(1))),
    figure(group, ["CPU per invoice, second tenth", "ms"], once(cpu(2))),
    figure(group, ["CPU per invoice, last tenth", "ms"], once(cpu(10))),
    figure(
      group,
      ["CPU per invoice, last tenth beside second", "×"],
      once(cpu(10) / cpu(2)),
      atMost(1.2),
    ),
    figure(group, ["resident before", "MB"], once(before.residentMb)),
    figure(group, [`resident after ${early.invoices} invoices`, "MB"], once(early.residentMb)),
    figure(group, [`resident after ${late.invoices} invoices`, "MB"], once(late.residentMb)),
    figure(
      group,
      [`resident, after ${late.invoices} beside ${early.invoices}`, "×"],
      once(late.residentMb / early.residentMb),
      atMost(1.2),
    ),
  ];
}

function outside(group: string, { invoices, letters, offCents, hledger }: Billed): Figure[] {
  const none = atMost(0);
  return [
    figure(
      group,
      ["invoices missing, or a gap in their numbers", ""],
      once(invoices.missing),
      none,
    ),
    figure(group, ["numbers used twice", ""], once(invoices.twice), none),
    figure(group, ["invoices that nobody agreed to", ""], once(invoices.unasked), none),
    figure(group, ["letters missing", ""], once(letters.missing), none),
    figure(group, ["letters sent twice", ""], once(letters.twice), none),
    figure(group, ["letters to somebody else", ""], once(letters.unasked), none),
    figure(group, ["by which the books differ from what was agreed", "EUR"], off(offCents), none),
    ...(hledger === null
      ? []
      : [figure(group, ["faults that hledger finds", ""], once(hledger === "" ? 0 : 1), none)]),
  ];
}

function off(cents: number) {
  return once(Math.abs(cents) / 100);
}
