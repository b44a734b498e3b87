import { cpus, loadavg, totalmem } from "node:os";
import type { Figure } from "./figure.ts";

/** One part of the bench, as it was measured last. */
export type Part = {
  name: string;
  at: string;
  commit: string;
  /** Of the machine, before anything of it was measured: others were at work where it is high. */
  load: number;
  tookSeconds: number;
  figures: readonly Figure[];
};

export type Report = { machine: string; quick: boolean; parts: readonly Part[] };

export function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const versions = `Node ${process.versions.node}, SQLite ${process.versions["sqlite"] ?? "unknown"}`;
  return `${cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}, ${memory} GiB, ${versions}`;
}

export function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

/** With what was measured now in the place of what was measured before, in the order of `names`. */
export function merged(
  kept: readonly Part[],
  now: readonly Part[],
  names: readonly string[],
): Part[] {
  return names.flatMap((name) => {
    const part = now.find((each) => each.name === name) ?? kept.find((each) => each.name === name);
    return part === undefined ? [] : [part];
  });
}

export function markdown({ machine, quick, parts }: Report): string {
  const lines = [
    `# Speed and size${quick ? ", quick look" : ""}`,
    "",
    `By \`npm run bench${quick ? " -- --quick" : ""}\`. ${machine}.`,
    "Median of the rounds, and in brackets the middle half of them. What is compared was measured in turn, in one run, on one disk; all of it synced.",
    "",
  ];
  for (const { at, commit, load, tookSeconds, figures } of parts) {
    for (const group of new Set(figures.map((each) => each.group))) {
      lines.push(`## ${group}`, "", "| figure | median | wanted | |", "|---|---|---|---|");
      for (const each of figures) if (each.group === group) lines.push(row(each));
      lines.push("");
    }
    const when = `${at.slice(0, 16).replace("T", " ")} UTC`;
    const took = tookSeconds === 0 ? "" : `, in ${tookSeconds} s`;
    lines.push(`${when} at commit ${commit}${took}; load before ${load}.`, "");
  }
  return lines.join("\n");
}

function row({ name, unit, spread, target, met }: Figure): string {
  const { median, low, high } = spread;
  const wanted = target === null ? "" : `${target.bound} ${number(target.value)}`;
  const verdict = met === null ? "" : met ? "✓" : "✗";
  const range = low === high ? "" : ` (${number(low)} – ${number(high)})`;
  const measure = unit === "" ? "" : ` ${unit}`;
  return `| ${name} | ${number(median)}${range}${measure} | ${wanted} | ${verdict} |`;
}

/** Three digits that count. */
function number(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const digits =
    Math.abs(value) >= 100 || value === 0 ? 0 : 2 - Math.floor(Math.log10(Math.abs(value)));
  return value.toLocaleString("en", { maximumFractionDigits: Math.max(0, digits) });
}
