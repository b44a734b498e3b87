import {
  heldBack,
  inQuarantine,
  keyOf,
  type Control,
  targetOf,
  type Target,
} from "../../kernel/control.ts";
import { lastNumbers } from "../../engine/last-numbers.ts";
import type { Owner } from "../../engine/owner.ts";
import { controlStream } from "../../engine/streams.ts";
import type { Paused, Quarantine } from "../contract/status.ts";

/** All that is paused, each with its reason. */
export function pausedIn(control: Control): Paused[] {
  return Object.entries(control.paused).map(([key, reason]) => ({ ...targetOf(key), reason }));
}

/** What holds back the jobs of a process; null where nothing does. */
export function holdOf(control: Control, runbook: string): Paused | null {
  if (heldBack(control, { runbook }) === null) return null;
  if (control.stopped !== null) return { kind: "everything", reason: control.stopped };
  const all: Target = { kind: "everything" };
  const one: Target = { kind: "runbook", name: runbook };
  const target = control.paused[keyOf(all)] === undefined ? one : all;
  return { ...target, reason: control.paused[keyOf(target)] ?? "" };
}

/** "process onboard-client": a target as commands name it. */
export function targetWords(target: Target): string {
  if (target.kind === "everything") return "everything";
  return `${target.kind === "runbook" ? "process" : target.kind} ${target.name}`;
}

export function resumeCommand(target: Target): string {
  return target.kind === "everything"
    ? "mainstay resume"
    : `mainstay resume ${targetWords(target)}`;
}

/** Since when the company is in quarantine; null where it is not (QU1). */
export async function quarantineOf({ office }: Owner): Promise<Quarantine | null> {
  const { book, clock } = office;
  const control = await book.read(controlStream);
  if (control.takeover === null || !inQuarantine(control)) return null;
  const { why, takenAt, at } = control.takeover;
  const numbers = await lastNumbers(office, control, (of) => book.read(of), clock.now());
  return { why, takenAt, since: at, numbers };
}

export const quarantined = {
  code: "company_in_quarantine",
  message:
    'Cannot decide: the company is in quarantine, and what is shown may be done already; admit it first with "mainstay admit"',
};
