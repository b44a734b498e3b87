import type { Owner } from "../../../engine/owner.ts";
import type { Indexed } from "../../contract/memory.ts";
import type { Finding } from "../../contract/status.ts";

/** For one part of a long work: whoever asks asks again. */
const indexMs = 600_000;
const patienceMs = 5_000;

/** Gives vectors to so many passages. */
export const index = async ({ memory }: Owner, most: number): Promise<Indexed> =>
  memory.index(most, AbortSignal.timeout(indexMs));

/** A server that she named is asked; what comes along is told of only where it failed. */
export async function embedderFinding({ memory, office }: Owner): Promise<Finding[]> {
  const { meanings } = memory;
  const named = office.settings.embedder !== undefined;
  const { id, failed } = named
    ? await meanings.tried(AbortSignal.timeout(patienceMs))
    : meanings.maker;
  const name = "memory";
  if (failed !== null) {
    return [
      {
        ok: false,
        name,
        line: `Nothing is found by its meaning: ${failed}`,
        effect: "What was said is found by its words alone. Nothing is lost.",
        remedy: `Mend it, then make ready what waits: mainstay memory index`,
      },
    ];
  }
  return named
    ? [
        {
          ok: true,
          name,
          line: `${id} makes passages ready to be found by meaning`,
          effect: "",
          remedy: "",
        },
      ]
    : [];
}
