import { cpus, loadavg, totalmem } from "node:os";
import type { Figure } from "./figure.ts";

export type Report = {
  at: string;
  machine: string;
  load: number;
  quick: boolean;
  tookSeconds: number;
  figures: readonly Figure[];
};

export function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const versions = `Node ${process.versions.node}, SQLite ${process.versions["sqlite"] ?? "unknown"}`;
  return `${cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}, ${memory} GiB, ${versions}`;
}

/** Load of the machine before anything was measured: others were at work where it is high. */
export function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

export function markdown({ at, machine, load, quick, tookSeconds, figures }: Report): string {
  const lines = [
    `# Speed and size${quick ? ", quick look" : ""}`,
    "",
    `${at}, in ${tookSeconds} s by \`npm run bench${quick ? " -- --quick" : ""}\`. ${machine}; load before ${load}.`,
    "Median of the rounds, and in brackets the middle half of them. What is compared was measured in turn, in one run, on one disk; all of it synced.",
    "",
  ];
  for (const group of new Set(figures.map((each) => each.group))) {
    lines.push(`## ${group}`, "", "| figure | median | wanted | |", "|---|---|---|---|");
    for (const each of figures) if (each.group === group) lines.push(row(each));
    lines.push("");
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
