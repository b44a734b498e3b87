import { setTimeout } from "node:timers/promises";
import type { Desk } from "../api/contract/desk.ts";
import type { Owner } from "../engine/owner.ts";
import { begunAt, keepNote } from "../engine/morning.ts";
import { nextSlot, slotsBetween } from "../kernel/slots.ts";
import { dayOf } from "../value/locale.ts";
import { Rounds } from "./rounds.ts";

/**
 * Writes the morning note while the company runs.
 *
 * MO1 Once a day, at its time; where nothing ran then, later on the same day, and not for days that are
 *     over.
 * MO2 What came meanwhile is read first, as far as that takes no more than a minute.
 */
export type MorningOptions = {
  owner: Owner;
  desk: Pick<Desk, "morning">;
  onFault: (error: unknown, doing: string) => void;
  /** How long it waits for what is being read. */
  patienceMs?: number;
};

const hourMs = 3_600_000;

export class MorningNote extends Rounds {
  readonly #options: MorningOptions;

  constructor(options: MorningOptions) {
    super(options.owner.office.clock);
    this.#options = options;
  }

  protected override async round(): Promise<number> {
    const { owner, desk, onFault } = this.#options;
    try {
      const slot = await this.#due();
      if (slot !== null) {
        await this.#read();
        const { subject, text } = await desk.morning();
        if (!this.closed) await keepNote(owner.office, slot, { subject, text });
      }
    } catch (error) {
      if (!this.closed) onFault(error, "writing the morning note");
    }
    return this.#next();
  }

  /** The slot of today that has passed; null where there is none, or the company is younger. */
  async #due(): Promise<number | null> {
    const { office } = this.#options.owner;
    const now = office.clock.now();
    const { timeZone } = office.settings.company;
    const cron = this.#cron();
    // A day has up to 25 hours.
    const last =
      cron === null ? null : slotsBetween(cron, timeZone, now - 25 * hourMs, now, 9).at(-1);
    if (last === undefined || last === null || dayOf(last, timeZone) !== dayOf(now, timeZone))
      return null;
    return last > (await begunAt(office)) ? last : null;
  }

  #cron(): string | null {
    const { morning } = this.#options.owner.office.settings;
    if (morning === undefined) return null;
    const [hour, minute] = morning.split(":").map(Number);
    return `${minute} ${hour} * * *`;
  }

  /** MO2. */
  async #read(): Promise<void> {
    const { owner, patienceMs = 60_000 } = this.#options;
    const late = setTimeout(patienceMs, undefined, { ref: false });
    await Promise.race([owner.ready.then(() => owner.quiet()), late]);
  }

  /** At the next slot; within an hour in any case, since her files may say another time by then. */
  #next(): number {
    const { clock } = this.#options.owner.office;
    const now = clock.now();
    const cron = this.#cron();
    const { timeZone } = this.#options.owner.office.settings.company;
    const slot = cron === null ? null : nextSlot(cron, timeZone, now);
    return Math.min(slot ?? Infinity, now + hourMs);
  }
}
