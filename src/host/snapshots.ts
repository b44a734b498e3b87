import { markSlot } from "../engine/memory/mark.ts";
import { begunAt } from "../engine/morning.ts";
import type { Owner } from "../engine/owner.ts";
import { slotsBetween } from "../kernel/slots.ts";
import { Rounds } from "./rounds.ts";

/**
 * Makes snapshots of what is remembered by the calendar, while the company runs.
 *
 * SN1 Of slots that were missed only the latest is made up for (TM2), once; none from before the company
 *     began.
 */
export type SnapshotsOptions = {
  owner: Owner;
  onFault: (error: unknown, doing: string) => void;
};

const hourMs = 3_600_000;
/** How far back the latest slot is looked for: the nearest first, since dense ones lie near. */
const spans = [25, 8 * 24, 32 * 24, 370 * 24].map((hours) => hours * hourMs);
/** Of a slot each minute there are 1,500 in the nearest. */
const mostSlots = 2_000;

export class Snapshots extends Rounds {
  readonly #options: SnapshotsOptions;

  constructor(options: SnapshotsOptions) {
    super(options.owner.office.clock);
    this.#options = options;
  }

  protected override async round(): Promise<number> {
    const { owner, onFault } = this.#options;
    const { clock } = owner.office;
    try {
      const slot = await this.#due();
      if (slot !== null && !this.closed) await markSlot(owner.office, slot);
    } catch (error) {
      if (!this.closed) onFault(error, "making a snapshot of what is remembered");
    }
    return this.#next(clock.now());
  }

  /** The latest slot that has passed and has none; null where there is none. */
  async #due(): Promise<number | null> {
    const { office, store } = this.#options.owner;
    const { snapshots: cron, company } = office.settings;
    if (cron === undefined) return null;
    const [last] = await store.find({
      table: "mark",
      where: { why: "schedule" },
      order: [{ column: "number", descending: true }],
      limit: 1,
    });
    const since = Math.max(await begunAt(office), Number(last?.["at"] ?? 0));
    const now = office.clock.now();
    for (const span of spans) {
      const from = Math.max(since, now - span);
      const slot = slotsBetween(cron, company.timeZone, from, now, mostSlots).at(-1);
      if (slot !== undefined) return slot;
      if (from === since) return null;
    }
    return null;
  }

  /** At the next slot; within an hour in any case, since her files may say another time by then. */
  #next(now: number): number {
    const { snapshots: cron, company } = this.#options.owner.office.settings;
    const [slot = Infinity] =
      cron === undefined ? [] : slotsBetween(cron, company.timeZone, now, now + hourMs, 1);
    return Math.min(slot, now + hourMs);
  }
}
