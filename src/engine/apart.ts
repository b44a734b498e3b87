import type { CallEnd } from "../agent/contract.ts";
import { type Apart, type Started } from "../kernel/apart.ts";
import { chargeOf } from "../kernel/budget.ts";
import { companyScopes, endIn, reserveIn, shortageIn } from "./effect/purse.ts";
import { type Office, opaque } from "./office.ts";
import { heard } from "./step/claim.ts";
import type { Stream, Turn } from "./turn.ts";
import { engine, operator, type Who } from "./who.ts";

type Kind = "probe" | "embedding";

/** She asks for a check; vectors are made by themselves. */
const deciders: Readonly<Record<Kind, Who>> = { probe: operator, embedding: engine };

/** What is recorded of a call before it is made, without the name that it is given. */
type Begin = Started extends infer One extends Started
  ? One extends Started
    ? { type: One["type"]; data: Omit<One["data"], "call"> }
    : never
  : never;

/** Calls of one kind that belong to no run: recorded and paid like any, by the company's budgets (AC1, ST7). */
export class ApartCalls {
  readonly #office: Office;
  readonly #stream: Stream<Apart>;
  readonly #kind: Kind;
  #asked = 0;

  constructor(office: Office, stream: Stream<Apart>, kind: Kind) {
    this.#office = office;
    this.#stream = stream;
    this.#kind = kind;
  }

  /**
   * Names the call, and has it durable with its bound reserved; otherwise why it is not made. `no` says
   * what else is against it. Whoever is named ends it with `end`, and lets go of it with `left`.
   */
  async start(
    begin: Begin,
    no: (turn: Turn) => string | null = () => null,
  ): Promise<{ call: string; stopped: AbortSignal } | string> {
    const office = this.#office;
    this.#asked += 1;
    const call = opaque(office, this.#kind, office.process, String(this.#asked));
    const control = new AbortController();
    office.underWay.set(this.#keyOf(call), control);
    let why: string | null = "it was not recorded";
    try {
      const { result } = await office.book.turn(deciders[this.#kind], (turn) =>
        this.#begin(turn, call, begin, no),
      );
      why = result;
      await office.book.committed();
    } finally {
      if (why !== null) this.left(call);
    }
    return why ?? { call, stopped: control.signal };
  }

  #begin(turn: Turn, call: string, begin: Begin, no: (turn: Turn) => string | null): string | null {
    const office = this.#office;
    this.#settleLost(turn);
    const { boundMicros } = begin.data;
    const scopes = companyScopes(office, turn.at);
    const why = no(turn) ?? shortageIn(turn, scopes, boundMicros, office.settings.company);
    if (why !== null || !reserveIn(turn, scopes, call, boundMicros)) return why ?? "";
    turn.emit(this.#stream, { ...begin, data: { ...begin.data, call } });
    return null;
  }

  /** What it came to; `also` is recorded with it. */
  async end(
    call: string,
    end: CallEnd,
    also: (turn: Turn) => void,
  ): Promise<{ costMicros: number }> {
    const office = this.#office;
    const { result } = await office.book.turn(deciders[this.#kind], (turn) => {
      also(turn);
      const open = turn.get(this.#stream)[call];
      if (open === undefined) return { costMicros: 0 };
      const charge = chargeOf(open.boundMicros, end.costMicros);
      const scopes = companyScopes(office, open.at);
      endIn(turn, scopes, { type: "settle", id: call, micros: charge.costMicros });
      const data = { call, tier: open.tier, ...charge, ...heard(end) };
      turn.emit(this.#stream, { type: `${this.#kind}.ended`, data });
      return charge;
    });
    await office.book.committed();
    return { costMicros: result.costMicros };
  }

  /** One that was left without an end settles when the next begins (AC1). */
  left(call: string): void {
    this.#office.underWay.delete(this.#keyOf(call));
  }

  #keyOf(call: string): string {
    return `${this.#kind}:${call}`;
  }

  /** AC1. */
  #settleLost(turn: Turn): void {
    const office = this.#office;
    for (const [call, { tier, boundMicros, at }] of Object.entries(turn.get(this.#stream))) {
      if (office.underWay.has(this.#keyOf(call))) continue;
      endIn(turn, companyScopes(office, at), { type: "settle", id: call, micros: boundMicros });
      turn.emit(this.#stream, {
        type: `${this.#kind}.ended`,
        data: { call, tier, ...chargeOf(boundMicros, null) },
      });
    }
  }
}
