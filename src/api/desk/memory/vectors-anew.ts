import type { Models } from "../../../agent/contract.ts";
import { nameOf } from "../../../agent/tier.ts";
import type { Owner } from "../../../engine/owner.ts";
import type { EmbedderSettings, Settings } from "../../../workspace/release.ts";
import type { VectorsAnew } from "../../contract/apply.ts";

/** As many as are read at once, and what of each is told at most. */
const page = 5_000;
const mostChars = 2_000;
/** Of most languages; what is charged is what its server counts. */
const charsPerToken = 4;

/** What is to be made anew where other settings name another maker of vectors; null where they do not. */
export async function vectorsAnew(
  owner: Owner,
  models: Models,
  before: Settings,
  after: Settings,
): Promise<VectorsAnew | null> {
  const { embedder } = after;
  if (makerOf(before.embedder) === makerOf(embedder)) return null;
  const { currency, locale } = after.company;
  const { passages, chars } = await sizeOf(owner);
  const tier = embedder?.remote?.tier ?? null;
  const price = tier === null ? { input: 0 } : await models.price(tier);
  return {
    by: embedder === undefined ? "the model that comes along" : nameOf(embedder),
    sendsTo: embedder?.remote?.host ?? null,
    passages,
    aboutMicros:
      price === null ? null : Math.ceil((price.input * (chars / charsPerToken)) / 1_000_000),
    currency,
    locale,
  };
}

/** Vectors of one are none of the other's (EM2). */
function makerOf(settings: EmbedderSettings | undefined): string {
  if (settings === undefined) return "";
  return JSON.stringify([nameOf(settings), settings.dimensions, settings.remote?.host ?? null]);
}

async function sizeOf({ store }: Owner): Promise<{ passages: number; chars: number }> {
  const size = { passages: 0, chars: 0 };
  for (let seq = 0, more = true; more;) {
    const rows = await store.find({
      table: "passage",
      above: { seq },
      order: [{ column: "seq" }],
      limit: page,
    });
    for (const row of rows) size.chars += Math.min(mostChars, Number(row["chars"]));
    size.passages += rows.length;
    seq = Number(rows.at(-1)?.["seq"] ?? 0);
    more = rows.length === page;
  }
  return size;
}
