import {
  type AgentFault,
  type Case,
  type Fault,
  type Habits,
  type PerformFault,
  type Shape,
  type UndoFault,
} from "./case.ts";
import { byTime, drawDeeds } from "./deeds.ts";
import { drawCrashes } from "./draw-crashes.ts";
import { drawFiles } from "./draw-files.ts";
import { drawWaiting, nothingWaits } from "./draw-waiting.ts";
import { Random } from "./random.ts";

/**
 * The case that a seed stands for. Each seed lets only some kinds of trouble happen, some of them
 * often: what is always mixed evenly never meets the rare combination.
 */
export function drawCase(seed: number): Case {
  const random = new Random(seed, "case");
  const shapes = drawShapes(random);
  const files = drawFiles(new Random(seed, "files"), shapes);
  const waiting = drawWaiting(new Random(seed, "waiting"), shapes);
  const drawn = drawDeeds(new Random(seed, "deeds"), files, shapes);
  const deeds = byTime([...drawn, ...waiting.deeds]);
  return {
    seed,
    start: random.pick(starts),
    zone: "Europe/Berlin",
    files,
    shapes: waiting.shapes,
    deeds,
    faults: [...drawFaults(new Random(seed, "faults")), ...waiting.faults],
    crashes: drawCrashes(new Random(seed, "crashes"), { files, deeds }),
    incidents: waiting.incidents,
    habits: drawHabits(new Random(seed, "habits")),
    haste: random.pick([0, 0.01, 0.05]),
  };
}

/** Two of them are the eve of a change between winter and summer time. */
const starts = [
  Date.UTC(2026, 2, 28, 6, 0),
  Date.UTC(2026, 9, 24, 7, 30),
  Date.UTC(2026, 5, 1, 8, 0),
  Date.UTC(2026, 11, 30, 22, 15),
];

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function drawShapes(random: Random): Shape[] {
  return ["mail", "books", "bank"].slice(0, random.between(1, 3)).map((name) => {
    const lookup = random.weighted({ authoritative: 5, presence: 2, none: 1 });
    const undo = random.chance(0.6);
    return {
      name,
      lookup,
      settlesMs: random.pick([0, 2_000, 10 * minuteMs]),
      deadlineMs: random.pick([5_000, 30_000]),
      latenessMs: random.pick([hourMs, 24 * hourMs, 30 * 24 * hourMs]),
      undo,
      findsUndo: undo && random.chance(0.8),
      occasion: random.chance(0.4),
      series: random.chance(0.4),
      costMicros: random.pick([0, 0, 1_500_000]),
      undoCostMicros: undo ? random.pick([0, 0, 400_000]) : 0,
      dedupes: random.chance(0.4),
      ...nothingWaits,
    };
  });
}

const performFaults = [
  "unreachable",
  "refuse",
  "lost-before",
  "lost-after",
  "mumbles",
  "breaks",
  "late",
  "twice",
  "slow",
  "hidden",
  "silent",
  "deaf",
  "expired",
] as const satisfies readonly PerformFault[];
const undoFaults: readonly UndoFault[] = performFaults.filter(
  (kind) => kind !== "twice" && kind !== "expired" && kind !== "hidden",
);
const agentFaults: readonly AgentFault[] = [
  "shape",
  "nonsense",
  "transient",
  "broken",
  "slow",
  "never",
];

function drawFaults(random: Random): Fault[] {
  const faults: Fault[] = [];
  const draw = <F extends Fault>(site: F["site"], kinds: readonly F["kind"][], most: number) => {
    if (random.chance(0.25)) return;
    const allowed = random.some(kinds, 0.4);
    const often = random.pick([0.1, 0.3, 0.6]);
    if (allowed.length === 0) return;
    for (let nth = 1; nth <= most; nth += 1) {
      // Site and kind are of one member of the union, whose every member has this shape.
      if (random.chance(often)) faults.push({ site, nth, kind: random.pick(allowed) } as Fault);
    }
  };
  draw("perform", performFaults, 40);
  draw("undo", undoFaults, 12);
  draw("find", ["down", "lag"], 15);
  draw("highest", ["down"], 10);
  draw("scan", ["broken"], 6);
  draw("model", agentFaults, 12);
  draw("code", ["shape", "transient", "broken", "slow"], 12);
  if (random.chance(0.3)) {
    faults.push({
      site: "commit",
      nth: random.between(1, 120),
      kind: random.pick(["before", "after"]),
    });
  }
  if (random.chance(0.1))
    faults.push({ site: "putBlob", nth: random.between(1, 8), kind: "before" });
  return faults;
}

function drawHabits(random: Random): Habits {
  return {
    looksEveryMs: random.pick([10 * minuteMs, hourMs, 6 * hourMs]),
    answers: random.pick([0.3, 0.6, 0.9]),
    edits: random.pick([0, 0.1, 0.3]),
    denies: random.pick([0, 0.1, 0.3]),
    twice: random.pick([0, 0.2]),
    outdated: random.pick([0, 0.2]),
  };
}
