import { inQuarantine } from "../kernel/control.ts";
import { nextSlot, slotsBetween } from "../kernel/slots.ts";
import { choose } from "../kernel/schedule.ts";
import type { Plan, Trigger } from "../kernel/plan.ts";
import { ownText } from "../value/label.ts";
import type { Turn } from "./book.ts";
import type { Office } from "./office.ts";
import { startRun } from "./start.ts";
import { controlStream, scheduleOf } from "./streams.ts";

/** Slots older than this count as missed. */
const graceMs = 120_000;
/** Most slots that one turn goes through; the next turn goes on behind them. */
const maxSlots = 1_000;

/**
 * Fires the time triggers of the active release (B4): each slot one run or one recorded skip (TM2),
 * in one transaction per trigger.
 */
export class Slots {
  readonly #office: Office;
  readonly #armed = new Map<string, () => void>();
  #closed = false;

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
    const who = { actor: "engine", cause: null, intent: null };
    let more = true;
    while (more && !this.#closed) {
      more = (await book.turn(who, (turn) => this.#fire(turn, plan, n, trigger))).result;
    }
    const name = `${plan.runbook}/${n}`;
    this.#armed.get(name)?.();
    this.#armed.delete(name);
    const next = nextSlot(trigger.cron, trigger.zone, clock.now());
    if (next === null || this.#closed) return;
    this.#armed.set(
      name,
      clock.after(next, () => void this.#again(plan.runbook, n)),
    );
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
      const { run } = startRun(turn, this.#office, {
        runbook: plan.runbook,
        release: this.#office.active.id,
        trigger: { kind: "time", key: String(slot) },
        subject: null,
        input: ownText({ at: new Date(slot).toISOString() }),
        parent: null,
      });
      turn.emit(stream, { type: "slot.fired", data: { slot, run } });
    }
    return more;
  }
}
