import { entitiesIn, entityKey, rename as renameIn } from "../../../engine/memory/entities.ts";
import type { Owner } from "../../../engine/owner.ts";
import { type Entity, takenBy } from "../../../memory/entity.ts";
import { textOf } from "../../../value/json.ts";
import type { AliasesQuery, AliasesView, Renames } from "../../contract/aliases.ts";
import { Refused } from "../../contract/refused.ts";
import { askOf } from "../ask.ts";
import { byAddress, clientMeant, keptUnder, partiesOf, standingFor } from "../client.ts";
import { nameOrWord } from "../names.ts";

/** What a client is called, and people, companies and projects of theirs. */
export async function aliases(owner: Owner, { client }: AliasesQuery): Promise<AliasesView> {
  return viewOf(owner, await clientMeant(owner, client), { word: client, message: "" });
}

/** Gives and takes away other names; one that leads to somebody else already is refused (EN1). */
export async function rename(owner: Owner, asked: Renames): Promise<AliasesView> {
  const subject = await clientMeant(owner, asked.client);
  const { of = null, as = "person", add, remove } = asked;
  const key = entityKey(owner.office, subject, of);
  for (const name of of === null ? add : [of, ...add]) await isFree(owner, { subject, key }, name);
  const said = await askOf(owner)((turn) =>
    renameIn(turn, owner.office, { subject, of, as, add, remove }),
  );
  if (!said.ok) throw new Refused({ code: said.code, message: said.message });
  return viewOf(owner, subject, { word: asked.client, message: said.message });
}

type Meant = { subject: string; key: string };

async function isFree(owner: Owner, { subject, key }: Meant, name: string): Promise<void> {
  const all = await everybody(owner);
  const taken = takenBy(name, all, key);
  if (taken !== null) return refuse(owner, subject, name, taken);
  const parties = await partiesOf(owner);
  const kept = await keptUnder(owner, name);
  const written = await byAddress(owner, name.toLowerCase());
  const leads = kept ?? (written === null ? null : standingFor(parties, written));
  const other = all.find((each) => each.subject === leads && each.kind === "client");
  if (leads !== null && leads !== subject && other !== undefined) {
    return refuse(owner, subject, name, { entity: other, as: name });
  }
  const known = all.find((each) => each.key === key)?.aliases ?? [];
  if (written !== null && !known.includes(name)) {
    throw new Refused({
      code: "alias_known",
      message: `Cannot add "${name}": they are found by this address already`,
    });
  }
}

async function refuse(
  owner: Owner,
  subject: string,
  name: string,
  { entity, as }: { entity: Entity; as: string },
): Promise<never> {
  const whose = await nameOrWord(owner.store, entity.subject, "");
  const whom = entity.kind === "client" ? whose : `${entity.name} of ${whose}`;
  const leads =
    as === name ? `it leads to ${whom}` : `it looks like "${as}", which leads to ${whom}`;
  throw new Refused({
    code: "alias_taken",
    message: `Cannot call ${await nameOrWord(owner.store, subject, "")} "${name}": ${leads}; choose one that tells them apart, or take it from there with --remove`,
  });
}

/** Everybody who is called something, merged ones as who they are. */
async function everybody(owner: Owner): Promise<Entity[]> {
  const { office, store } = owner;
  const parties = await partiesOf(owner);
  const named = (await entitiesIn(store, null)).map((entity): Entity => {
    const subject = standingFor(parties, entity.subject);
    const own = entity.kind === "client";
    return { ...entity, subject, key: own ? entityKey(office, subject, null) : entity.key };
  });
  const clients = [...parties.values()].map((row): Entity => {
    const subject = standingFor(parties, String(row["subject"]));
    const words = [row["name"], row["sender"], row["address"]].map(textOf);
    const [name = "", ...others] = words.filter((word) => word !== "");
    return {
      subject,
      key: entityKey(office, subject, null),
      kind: "client",
      name,
      aliases: others,
    };
  });
  return [...named, ...clients];
}

async function viewOf(
  owner: Owner,
  subject: string,
  { word, message }: { word: string; message: string },
): Promise<AliasesView> {
  const members = await owner.forgetting.membersOf(subject);
  const found = await entitiesIn(owner.store, members);
  const theirs = found.filter(({ kind }) => kind !== "client");
  return {
    client: await nameOrWord(owner.store, subject, word),
    aliases: found.filter(({ kind }) => kind === "client").flatMap((each) => [...each.aliases]),
    theirs: theirs.map((each) => ({ ...each, aliases: [...each.aliases] })).map(told),
    message,
  };
}

const told = ({ name, kind, aliases: names }: AliasesView["theirs"][number]) => ({
  name,
  kind,
  aliases: names,
});
