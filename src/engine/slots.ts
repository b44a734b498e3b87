import { inQuarantine } from "../kernel/control.ts";
import { nextSlot, slotsBetween } from "../kernel/slots.ts";
import { choose } from "../kernel/schedule.ts";
import type { Plan, Trigger } from "../kernel/plan.ts";
import { ownText } from "../value/label.ts";
import { dayOf } from "../value/locale.ts";
import type { Turn } from "./turn.ts";
import type { Office } from "./office.ts";
import { chosen, mostRecords } from "./chosen.ts";
import { runIdOf, startRun } from "./start.ts";
import { controlStream, runOf, scheduleOf, subjectOf } from "./streams.ts";
import { together } from "./together.ts";
import { engine } from "./who.ts";

/** Slots older than this count as missed. */
const graceMs = 120_000;
/** Most slots that one turn goes through; the next turn goes on behind them. */
const maxSlots = 1_000;

/**
 * Fires the time triggers of the active release (B4): each slot one run, or one about each
 * subject that it chooses, or one recorded skip (TM2), in one transaction per trigger. A subject whose
 * last job of this runbook is still open keeps that one.
 */
export class Slots {
  readonly #office: Office;
  readonly #armed = new Map<string, () => void>();
  #closed = false;
  /** What a timer set off and is still being decided. */
  #deciding: Promise<void> = Promise.resolve();

  constructor(office: Office) {
    this.#office = office;
  }

  /** Looks at every time trigger now, and arms the next slot of each. */
  async look(): Promise<void> {
    for (const plan of Object.values(this.#office.active.plans)) {
      for (const [n, trigger] of plan.triggers.entries()) {
        if (trigger.on === "time") await this.#trigger(plan, n, trigger);
      }
    }
  }

  close(): void {
    this.#closed = true;
    for (const disarm of this.#armed.values()) disarm();
    this.#armed.clear();
  }

  async #trigger(plan: Plan, n: number, trigger: Extract<Trigger, { on: "time" }>): Promise<void> {
    const { book, clock } = this.#office;
    let more = true;
    while (more && !this.#closed) {
      more = (await book.turn(engine, (turn) => this.#fire(turn, plan, n, trigger))).result;
    }
    const name = `${plan.runbook}/${n}`;
    this.#armed.get(name)?.();
    this.#armed.delete(name);
    const next = nextSlot(trigger.cron, trigger.zone, clock.now());
    if (next === null || this.#closed) return;
    this.#armed.set(
      name,
      clock.after(next, () => {
        this.#deciding = Promise.all([this.#deciding, this.#again(plan.runbook, n)]).then(() => {});
      }),
    );
  }

  /** Resolves when everything that fell due has begun. */
  settled(): Promise<void> {
    return this.#deciding;
  }

  async #again(runbook: string, n: number): Promise<void> {
    const plan = this.#office.active.plans[runbook];
    const trigger = plan?.triggers[n];
    if (plan === undefined || trigger?.on !== "time") return;
    try {
      await this.#trigger(plan, n, trigger);
    } catch (error) {
      this.#office.fault(error, `schedule of "${runbook}"`);
    }
  }

  /** True if there are more slots than one turn takes. */
  #fire(turn: Turn, plan: Plan, n: number, trigger: Extract<Trigger, { on: "time" }>): boolean {
    const control = turn.get(controlStream);
    if (control.clock !== null || inQuarantine(control)) return false;
    const stream = scheduleOf(plan.runbook, n);
    const { through } = turn.get(stream);
    if (through === 0) {
      turn.emit(stream, { type: "schedule.opened", data: { through: turn.at } });
      return false;
    }
    const due = slotsBetween(trigger.cron, trigger.zone, through, turn.at, maxSlots);
    const next = nextSlot(trigger.cron, trigger.zone, due.at(-1) ?? through);
    const more = due.length === maxSlots && next !== null && next <= turn.at;
    // Where more follow, none of these is the latest.
    const missed = more && trigger.missed === "latest" ? "none" : trigger.missed;
    const { fire, skip } =
      missed === "none" ? { fire: [], skip: due } : choose(due, missed, turn.at, graceMs);
    if (skip.length > 0) {
      const because = `missed, and this trigger takes ${trigger.missed}`;
      turn.emit(stream, { type: "slot.skipped", data: { slots: [...skip], because } });
    }
    for (const slot of fire) {
      const began = this.#begin(turn, plan, trigger, slot);
      for (const run of began) turn.emit(stream, { type: "slot.fired", data: { slot, run } });
      if (began.length > 0) continue;
      const because = `there is no ${trigger.about?.record ?? ""} to begin a job about`;
      turn.emit(stream, { type: "slot.skipped", data: { slots: [slot], because } });
    }
    return more;
  }

  /** The runs that a slot begins: one, or one about each subject that is chosen. */
  #begin(
    turn: Turn,
    plan: Plan,
    trigger: Extract<Trigger, { on: "time" }>,
    slot: number,
  ): string[] {
    const day = dayOf(slot, trigger.zone);
    const input = ownText({ at: new Date(slot).toISOString(), day, month: day.slice(0, 7) });
    const begin = (key: string, subject: string | null) =>
      startRun(turn, this.#office, {
        runbook: plan.runbook,
        release: this.#office.active.id,
        trigger: { kind: "time", key },
        subject,
        input,
        parent: null,
      }).run;
    const { about } = trigger;
    if (about === undefined) return [begin(String(slot), null)];
    const found = chosen(turn, this.#office, about, { slot: input });
    if (found === null) {
      throw new Error(
        `Cannot begin "${plan.runbook}": there are more than ${mostRecords} ${about.record} records to look through`,
      );
    }
    const subjects = [...new Set(found.map(({ subject }) => subject))];
    const runs = subjects.map((subject) =>
      runIdOf(this.#office, plan.runbook, { kind: "time", key: `${slot}-${subject}` }),
    );
    together(turn, [...runs.map(runOf), ...subjects.map(subjectOf)]);
    return subjects.map((subject) => begin(`${slot}-${subject}`, subject));
  }
}
