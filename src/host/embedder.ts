import { nameOf } from "../agent/tier.ts";
import type { Embedder } from "../embed/contract.ts";
import { localEmbedder } from "../embed/local.ts";
import { noServer, serverEmbedder } from "../embed/server.ts";
import { type Door, doorOf, type Env, variablesOf } from "../models/door.ts";
import { remoteEmbedder } from "../models/remote-embedder.ts";
import { tariffOf } from "../models/tariff.ts";
import type { EmbedderSettings } from "../workspace/release.ts";

/**
 * What turns passages into vectors: the model that comes along, a server on this computer, or one elsewhere.
 *
 * EB1 What clients said leaves this computer only where her file names the host that may be told, and the
 *     environment leads to that one; an example's never does.
 * EB2 It leaves encrypted, also where no key goes with it.
 * EB3 One that cannot be asked now has the name of the one that can: vectors that were paid are kept.
 */
export function embedderOf(named: EmbedderSettings | null, env: Env, now: () => number): Embedder {
  if (named === null) return localEmbedder();
  const { provider, model, dimensions, remote } = named;
  const id = idOf(named);
  const door = doorOf(provider, env);
  if (typeof door === "string") return noServer({ id, dimensions }, door);
  const no = (reason: string) => noServer({ id, dimensions }, reason);
  if (remote === undefined) {
    const { base, key } = door;
    return door.here
      ? serverEmbedder({ id, model, dimensions, base, key })
      : no(unnamed(named, door));
  }
  const { tier, host } = remote;
  const why = forbidden(named, door);
  if (why !== null) return no(why);
  const tariff = async () => {
    const { listed } = await import("../models/price-list.ts");
    return tariffOf(tier, door.own, listed);
  };
  return remoteEmbedder({ id, tier, dimensions, host, door, tariff, now });
}

/** Of another host it may be another model: its vectors are not compared. */
function idOf({ provider, model, remote }: EmbedderSettings): string {
  const name = nameOf({ provider, model });
  return remote === undefined ? name : `${name} at ${remote.host}`;
}

const hostOf = ({ base }: Door): string => new URL(base).host;

function unnamed({ provider }: EmbedderSettings, door: Door): string {
  const { base } = variablesOf(provider);
  const host = hostOf(door);
  return `${base} leads to another computer, and nothing is sent there unless mainstay.yaml says so: set it to a server on this one, such as http://127.0.0.1:11434/v1, or write "sendsTo: ${host}" beside the model, under memory: { embedder }`;
}

/** Null where it may be told. */
function forbidden({ provider, remote }: EmbedderSettings, door: Door): string | null {
  const { base } = variablesOf(provider);
  const host = hostOf(door);
  if (remote?.host !== host) {
    return `mainstay.yaml lets what clients said be sent to ${remote?.host} (memory: embedder: sendsTo), but ${base} leads to ${host}: make both the same`;
  }
  if (door.here) return null;
  if (remote.tier.onlyHere) {
    return "nothing leaves this computer in an example; a company of your own could ask it";
  }
  return door.base.startsWith("https:")
    ? null
    : `${base} would send what clients said unencrypted; use an address that begins with https`;
}
