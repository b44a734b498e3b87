import { type Arriving, calmAfterMs, type Deed, type Files, type Shape } from "./case.ts";
import { drawFiles, drawRules } from "./draw-files.ts";
import type { Random } from "./random.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What comes from outside and what the operator does unasked, before it gets calm. */
export function drawDeeds(random: Random, files: Files, shapes: readonly Shape[]): Deed[] {
  const deeds: Deed[] = [];
  const at = (): number => random.below(calmAfterMs);
  // Much happens at once, or little at a time.
  const crowd = random.pick([hourMs, 6 * hourMs, calmAfterMs]);
  const soon = (): number => random.below(crowd);
  for (let i = random.between(1, 6); i > 0; i -= 1) {
    const runbook = random.pick(["by-request", "by-request", "helper"]);
    deeds.push({
      at: soon(),
      kind: "request",
      runbook,
      n: random.below(10),
      twice: random.chance(0.2),
    });
  }
  arrivals(random, soon, deeds);
  interventions(random, at, deeds);
  changes(random, at, deeds, files, shapes);
  machine(random, at, deeds);
  if (random.chance(0.15)) deeds.push({ at: at(), kind: "forget", client: random.below(3) });
  return byTime(deeds);
}

export function byTime(deeds: readonly Deed[]): Deed[] {
  return deeds.toSorted((a, b) => a.at - b.at);
}

function arrivals(random: Random, soon: () => number, deeds: Deed[]): void {
  const ids: string[] = [];
  for (let i = random.between(0, 5); i > 0; i -= 1) {
    const burst: Arriving[] = [];
    for (let k = random.pick([1, 1, 1, 4]); k > 0; k -= 1) {
      const id = `m${ids.length + 1}`;
      const earlier = ids.length === 0 ? null : random.pick(ids);
      burst.push({
        id: earlier !== null && random.chance(0.1) ? earlier : id,
        type: random.weighted({ "mail.received": 6, "payment.received": 2, "news.seen": 1 }),
        client: random.chance(0.85) ? random.below(3) : null,
        n: random.below(10),
        answers: random.chance(0.3) ? earlier : null,
        copyOf: random.chance(0.05) ? earlier : null,
        damaged: random.chance(0.05),
      });
      ids.push(id);
    }
    deeds.push({ at: soon(), kind: "arrive", arrivals: burst });
  }
}

function interventions(random: Random, at: () => number, deeds: Deed[]): void {
  if (random.chance(0.25)) deeds.push({ at: at(), kind: "stop" });
  if (random.chance(0.3)) {
    const what = random.pick(["everything", "runbook", "connector", "agent"] as const);
    const name = {
      everything: "",
      runbook: random.pick(["by-mail", "by-request"]),
      connector: "mail",
      agent: random.pick(["clerk", "coder"]),
    }[what];
    const begin = at();
    deeds.push({ at: begin, kind: "pause", what, name });
    if (random.chance(0.7)) {
      deeds.push({ at: begin + random.below(10 * hourMs), kind: "resume", what, name });
    }
  }
  for (const kind of ["cancel", "take", "repair"] as const) {
    for (let i = random.pick([0, 0, 1, 2]); i > 0; i -= 1) {
      deeds.push({ at: at(), kind, place: random.unit() });
    }
  }
  if (random.chance(0.15)) {
    deeds.push({ at: at(), kind: "merge", from: random.below(3), into: random.below(3) });
  }
}

function changes(
  random: Random,
  at: () => number,
  deeds: Deed[],
  files: Files,
  shapes: readonly Shape[],
): void {
  const runs = () => random.pick(["finish", "pause", "migrate", "cancel"] as const);
  if (random.chance(0.3)) {
    const changed = changedFiles(random, files, shapes);
    const when = at();
    deeds.push({ at: when, kind: "apply", files: changed, runs: runs() });
    if (random.chance(0.3)) {
      deeds.push({ at: when + random.below(8 * hourMs), kind: "rollback", runs: runs() });
    }
  }
  if (random.chance(0.2)) {
    const budgets = { workspaceMicros: random.between(1, 10) * 1_000_000, perDayMicros: null };
    const stricter = { ...files, version: 3, rules: drawRules(random, shapes), budgets };
    deeds.push({ at: at(), kind: "apply", files: stricter, runs: "finish" });
  }
}

/** Another set of runbooks, those that start by time kept as they were: their slots go on. */
function changedFiles(random: Random, files: Files, shapes: readonly Shape[]): Files {
  const other = drawFiles(random, shapes, 2);
  const name = (file: { readonly [key: string]: unknown }) => String(file["runbook"]);
  const timed = files.runbooks.filter((file) => name(file) === "by-time");
  const agents = files.agents;
  const runbooks = other.runbooks.filter((file) => name(file) !== "by-time");
  return {
    ...other,
    agents: [...agents, ...missing(other.agents, agents)],
    runbooks: [...runbooks, ...timed],
  };
}

function missing<A extends { agent: string }>(of: readonly A[], among: readonly A[]): A[] {
  return of.filter(({ agent }) => !among.some((one) => one.agent === agent));
}

function machine(random: Random, at: () => number, deeds: Deed[]): void {
  if (random.chance(0.15)) {
    const by = random.pick([-3 * hourMs, -10 * minuteMs, 20 * minuteMs, 30 * hourMs]);
    deeds.push({ at: at(), kind: "clock", by });
  }
  if (random.chance(0.2)) {
    deeds.push({ at: at(), kind: "sleep", forMs: random.pick([minuteMs, 9 * hourMs]) });
  }
  for (let i = random.pick([0, 0, 1, 2]); i > 0; i -= 1) {
    const downMs = random.pick([0, minuteMs, 3 * hourMs, 20 * hourMs]);
    deeds.push({ at: at(), kind: random.pick(["kill", "close"] as const), downMs });
  }
  if (random.chance(0.15)) {
    const forMs = random.pick([2_000, 20 * minuteMs, 3 * hourMs]);
    deeds.push({ at: at(), kind: "freeze", forMs, copied: random.chance(0.6) });
  }
  if (random.chance(0.15)) {
    const taken = at();
    const restored = Math.min(taken + random.below(24 * hourMs), calmAfterMs);
    deeds.push({ at: taken, kind: "backup" }, { at: restored, kind: "restore" });
  }
}
