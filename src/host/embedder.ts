import { nameOf } from "../agent/tier.ts";
import type { Embedder } from "../embed/contract.ts";
import { localEmbedder } from "../embed/local.ts";
import { noServer, serverEmbedder } from "../embed/server.ts";
import { doorOf, type Env, variablesOf } from "../models/door.ts";
import type { EmbedderSettings } from "../workspace/release.ts";

/**
 * What turns passages into vectors: the model that comes along, or a server that she names.
 *
 * EB1 A server must be on this computer: what clients said does not leave it to be found again.
 */
export function embedderOf(named: EmbedderSettings | null, env: Env): Embedder {
  if (named === null) return localEmbedder();
  const { provider, model, dimensions } = named;
  const id = nameOf(named);
  const door = doorOf(provider, env);
  if (typeof door === "string") return noServer({ id, dimensions }, door);
  if (!door.here) {
    const { base } = variablesOf(provider);
    return noServer(
      { id, dimensions },
      `${base} leads to another computer, and passages are not sent away to be found again; set it to a server on this one, such as http://127.0.0.1:11434/v1`,
    );
  }
  return serverEmbedder({ id, model, dimensions, base: door.base, key: door.key });
}
