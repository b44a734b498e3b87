import type { Owner } from "../engine/owner.ts";
import { nextSlot } from "../kernel/slots.ts";
import { retentionCron } from "../memory/retention.ts";
import { Rounds } from "./rounds.ts";

/**
 * Removes what is due by her rules, every night while the company runs.
 *
 * RR1 Where nothing ran at that time, it is done at the next start; not in quarantine, and not while the
 *     clock is doubted.
 */
export class RetentionRounds extends Rounds {
  readonly #owner: Owner;
  readonly #onFault: (error: unknown, doing: string) => void;

  constructor(owner: Owner, onFault: (error: unknown, doing: string) => void) {
    super(owner.office.clock);
    this.#owner = owner;
    this.#onFault = onFault;
  }

  protected override async round(): Promise<number> {
    const { retention } = this.#owner;
    try {
      if ((await this.#isDue()) && (await retention.hindrance()) === null) {
        await retention.run(await retention.plan());
      }
    } catch (error) {
      if (!this.closed) this.#onFault(error, "removing what is kept no longer");
    }
    return this.#next(this.#now);
  }

  /** Without a rule nothing is ever due, and nothing is looked at. */
  async #isDue(): Promise<boolean> {
    const { retention, office } = this.#owner;
    if (Object.keys(office.settings.retention ?? {}).length === 0) return false;
    const counted = await retention.countedAt();
    return counted === null || counted > this.#now || this.#next(counted) <= this.#now;
  }

  #next(after: number): number {
    const { timeZone } = this.#owner.office.settings.company;
    return nextSlot(retentionCron, timeZone, after) ?? after + 86_400_000;
  }

  get #now(): number {
    return this.#owner.office.clock.now();
  }
}
