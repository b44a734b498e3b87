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
export class RetentionRounds {
  readonly #owner: Owner;
  readonly #onFault: (error: unknown, doing: string) => void;
  readonly #rounds: Rounds;

  constructor(owner: Owner, onFault: (error: unknown, doing: string) => void) {
    this.#owner = owner;
    this.#onFault = onFault;
    this.#rounds = new Rounds(owner.office.clock, () => this.#round());
  }

  start(): void {
    this.#rounds.start();
  }

  /** Resolves when what was due is removed, and the next round is armed. */
  settled(): Promise<void> {
    return this.#rounds.settled();
  }

  async close(): Promise<void> {
    await this.#rounds.close();
  }

  async #round(): Promise<number> {
    const { retention } = this.#owner;
    try {
      if ((await this.#isDue()) && (await retention.hindrance()) === null) {
        await retention.run(await retention.plan());
      }
    } catch (error) {
      if (!this.#rounds.closed) this.#onFault(error, "removing what is kept no longer");
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
