import { AgentError } from "../../agent/contract.ts";
import { nameOf, type Tier } from "../../agent/tier.ts";
import { type Embedder, EmbedderFailed, type Requests } from "../../embed/contract.ts";
import type { Disclosed } from "../../kernel/apart.ts";
import { heldBack } from "../../kernel/control.ts";
import { ApartCalls } from "../apart.ts";
import type { Office } from "../office.ts";
import { noteCall, silentUntil } from "../step/silence.ts";
import { controlStream, embeddingStream } from "../streams.ts";
import type { Turn } from "../turn.ts";

/** What the texts are of: passages, by their entries, or a question; and whose. */
export type About = Pick<Disclosed, "entries" | "clients">;

/** For an answer that somebody waits for; without it, words answer. */
const questionMs = 3_000;
const passagesMs = 30_000;

/**
 * Texts that are given vectors on another computer.
 *
 * EW1 Each request is recorded with who is told what, and paid like any call to a model (AC1). What does not
 *     go into the company's budgets is not sent.
 * EW2 Nothing is sent in quarantine, while everything is stopped or paused, while the model is left alone
 *     (SI1), or by who only reads.
 */
export class Elsewhere {
  readonly #office: Office;
  readonly #reads: boolean;
  readonly #calls: ApartCalls;

  constructor(office: Office, reads: boolean) {
    this.#office = office;
    this.#reads = reads;
    this.#calls = new ApartCalls(office, embeddingStream, "embedding");
  }

  async embed(
    embedder: Embedder & { sendsTo: string },
    texts: readonly string[],
    about: About,
    signal: AbortSignal,
  ): Promise<readonly Float32Array[]> {
    const tier = this.#office.settings.embedder?.remote?.tier;
    // Another may have been named just now.
    if (tier === undefined) throw new EmbedderFailed("another model was named");
    const { requests, leave } = this.#requests(tier, { to: embedder.sendsTo, ...about });
    try {
      return await embedder.embed(texts, signal, requests);
    } catch (error) {
      if (!(error instanceof AgentError)) throw error;
      throw new EmbedderFailed(error.message, error.failure === "transient");
    } finally {
      leave();
    }
  }

  #requests(tier: Tier, disclosed: Disclosed): { requests: Requests; leave: () => void } {
    const calls = this.#calls;
    const model = nameOf(tier);
    let open: string | null = null;
    const leave = (): void => {
      if (open !== null) calls.left(open);
      open = null;
    };
    const requests: Requests = {
      patienceMs: disclosed.entries.length === 0 ? questionMs : passagesMs,
      started: async (boundMicros) => {
        const data = { tier: model, model, boundMicros, ...disclosed };
        if (this.#reads) throw new EmbedderFailed(onlyReads);
        const no = (turn: Turn) => this.#against(turn, tier);
        const started = await calls.start({ type: "embedding.started", data }, no);
        if (typeof started === "string")
          throw new EmbedderFailed(`nothing is sent to ${disclosed.to}: ${started}`);
        open = started.call;
        return started;
      },
      ended: async (end, failed) => {
        if (open === null) return;
        await calls.end(open, { ...end, text: "" }, (turn) => noteCall(turn, tier, failed, 0));
        leave();
      },
    };
    return { requests, leave };
  }

  /** EW2. */
  #against(turn: Turn, tier: Tier): string | null {
    const held = heldBack(turn.get(controlStream), {});
    if (held !== null) return held;
    return silentUntil(turn, tier) === null
      ? null
      : `${nameOf(tier)} fails or is busy, and is left alone for a while`;
  }
}

const onlyReads = "each question is recorded and paid, which a command that only reads cannot do";
