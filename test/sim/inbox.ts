import type { Arrival, Files, Source } from "../../src/connectors/contract.ts";
import type { JsonObject } from "../../src/value/json.ts";
import type { Arriving } from "./case.ts";
import { Meant, type Mishaps } from "./mishaps.ts";
import type { Caller } from "./outside.ts";

/** What a process that has died waits for. */
const never = new Promise<never>(() => {});

/** Words that stand in personal content only: none may ever be found unsealed (SIM15). */
export const canary = "canary";

export const people = ["ana@nordlicht.example", "ben@harbour.example", "cleo@atelier.example"];

/** What has come, kept for good: who reads it sees all of it again. */
export class Inbox {
  readonly list: { arriving: Arriving; at: number }[] = [];
  readonly #mishaps: Mishaps;
  #watchers: (() => void)[] = [];

  constructor(mishaps: Mishaps) {
    this.#mishaps = mishaps;
  }

  put(arrivals: readonly Arriving[], at: number): void {
    for (const arriving of arrivals) this.list.push({ arriving, at });
    for (const tell of this.#watchers) tell();
  }

  watch(changed: () => void): () => void {
    this.#watchers.push(changed);
    return () => {
      this.#watchers = this.#watchers.filter((each) => each !== changed);
    };
  }

  source(caller: Caller): Source {
    const { list } = this;
    const mishaps = this.#mishaps;
    return {
      emits: ["mail.received", "payment.received", "news.seen"],
      watches: ["inbox"],
      async *scan(seen: (externalId: string) => Promise<boolean>, files: Files) {
        if (!caller.passes("before scan")) await never;
        for (const { arriving, at } of list) {
          if (mishaps.next("scan") === "broken") throw new Meant("simulated: the inbox is away");
          if (await seen(arriving.id)) continue;
          const arrival = arrivalOf(arriving, at, await rawOf(arriving, files));
          if (!caller.passes("amid scan")) await never;
          yield arrival;
        }
        if (!caller.passes("after scan")) await never;
      },
    };
  }
}

async function rawOf({ id, n, client }: Arriving, files: Files): Promise<string | null> {
  return n % 3 === 0 && client !== null
    ? files.put(new TextEncoder().encode(`${canary}-raw-${id}`))
    : null;
}

function arrivalOf(arriving: Arriving, at: number, raw: string | null): Arrival {
  const { id, type, client, n, answers, copyOf, damaged } = arriving;
  const address = client === null ? null : (people[client] ?? null);
  const personal: JsonObject =
    address === null || damaged
      ? { title: id }
      : { title: `${canary}-title-${id}`, from: { name: `${canary}-${address}`, address } };
  return {
    type,
    externalId: id,
    occurredAt: at,
    addresses: address === null ? [] : [`mailto:${address}`],
    answers: answers === null ? [] : [answers],
    content: { n, ...personal },
    raw,
    ...(damaged ? { damaged: "simulated: cannot be read" } : {}),
    ...(copyOf === null ? {} : { copyOf }),
  };
}
