import { cpus } from "node:os";
import type { Report } from "./campaign.ts";

/** What a long campaign came to, for people: how often processes died, of what, and what was broken. */
export function crashReport(report: Report, made: { at: string; commit: string }): string {
  const { from, seeds, lives, events, effects, failures, hash, milliseconds, counts } = report;
  const of = (what: string) => n(counts[what] ?? 0);
  const lost = broken(report, ["SIM1"]);
  const doubled = broken(report, ["SIM3"]);
  const rows = (prefix: string) =>
    Object.entries(counts)
      .filter(([name]) => name.startsWith(prefix))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `| ${name.slice(prefix.length)} | ${n(count)} |`);
  return [
    "# Crash cycles",
    "",
    `Written by \`npm run sim -- --from ${from} --seeds ${seeds} --report FILE\`. A cycle is a process that is killed, or fails, and another that takes up what it left; processes that ended in order, gave way to another, or could not start are not counted.`,
    "",
    `- ${made.at}, at commit ${made.commit}, Node ${process.versions.node}, ${cpus()[0]?.model.trim() ?? "unknown CPU"}, ${Math.round(milliseconds / 60_000)} minutes of one core`,
    `- seeds ${n(from)} to ${n(from + seeds - 1)}; each can be told again: \`npm run sim -- --seed N\``,
    `- **${of("crash")} crash cycles** in ${n(lives)} processes; ${of("killed at a place")} died at a drawn place: a durable write, or a call of a connector`,
    `- ${n(events)} events recorded, ${n(effects)} calls to act outside, ${of("acknowledged")} acknowledgements held against what was durable`,
    `- **${lost} lost, ${doubled} doubled**; ${failures.length} plays in which any of the promises of [invariants.ts](invariants.ts) was broken`,
    `- trace of all plays: \`${hash}\``,
    "",
    "| where a process died | times |",
    "|---|---:|",
    ...rows("died "),
    "",
    "| what went wrong | times |",
    "|---|---:|",
    ...rows("fault "),
    "",
    "| what was done to the company | times |",
    "|---|---:|",
    ...rows("deed "),
    "",
  ].join("\n");
}

function broken({ failures }: Report, invariants: readonly string[]): number {
  return failures.filter((failure) =>
    failure.broken.some(({ invariant }) => invariants.includes(invariant)),
  ).length;
}

function n(count: number): string {
  return count.toLocaleString("en");
}
