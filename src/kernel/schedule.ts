/**
 * What to do with the slots of a time trigger that fell due, some of them perhaps missed while
 * nobody ran or the clock stood still (TM2).
 *
 * SL1 Every slot ends as one run or as one recorded skip.
 * SL2 `each` runs all, `latest` the last, `skip` none of those missed by more than `graceMs`.
 */
export type Missed = "each" | "latest" | "skip";

export type Schedule = {
  /** Slots up to and including this instant are dealt with. */
  readonly through: number;
};

export type ScheduleEvent =
  | { type: "schedule.opened"; data: { through: number } }
  | { type: "slot.fired"; data: { slot: number; run: string } }
  | { type: "slot.skipped"; data: { slots: number[]; because: string } };

export const initial: Schedule = { through: 0 };

export function evolve(schedule: Schedule, event: ScheduleEvent): Schedule {
  switch (event.type) {
    case "schedule.opened":
      return { through: Math.max(schedule.through, event.data.through) };
    case "slot.fired":
      return { through: Math.max(schedule.through, event.data.slot) };
    case "slot.skipped":
      return { through: Math.max(schedule.through, ...event.data.slots) };
  }
}

export function choose(
  slots: readonly number[],
  missed: Missed,
  now: number,
  graceMs: number,
): { fire: readonly number[]; skip: readonly number[] } {
  if (missed === "each") return { fire: slots, skip: [] };
  const last = slots.at(-1);
  const fires = last !== undefined && (missed === "latest" || now - last <= graceMs);
  return fires ? { fire: [last], skip: slots.slice(0, -1) } : { fire: [], skip: slots };
}
