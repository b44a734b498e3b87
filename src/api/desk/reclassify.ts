import { reclassify as reclassifyOne } from "../../engine/intake/reclassify.ts";
import type { Owner } from "../../engine/owner.ts";
import { inboundOf } from "../../engine/streams.ts";
import type { Reclassify } from "../contract/arrivals.ts";
import type { Outcome } from "../contract/desk.ts";
import { Refused } from "../contract/refused.ts";
import { askOf } from "./ask.ts";

/** Her word on what came, by its entry. */
export async function reclassify(owner: Owner, said: Reclassify): Promise<Outcome> {
  const { store, journal, office, intake } = owner;
  const [row] = await store.find({ table: "arrival", where: { seq: said.entry }, limit: 1 });
  const id = String(row?.["id"]);
  const events = row === undefined ? [] : await journal.load(inboundOf(id).name);
  const event = events.find(({ type }) => type === "inbound.received")?.values["event"];
  if (row === undefined || event === undefined)
    throw new Refused({
      code: "arrival_unknown",
      message: `Nothing came under the number ${said.entry}; "mainstay arrivals" lists what came with its numbers`,
    });
  const run = typeof row["run"] === "string" ? row["run"] : null;
  const { as, because } = said;
  const outcome = await askOf(owner)((turn) =>
    reclassifyOne(turn, office, { id, event, run, as, because }),
  );
  if (outcome.ok) intake.putAway(String(row["source"]));
  return outcome;
}
