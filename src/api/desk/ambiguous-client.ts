import { keptMark } from "../../engine/memory/kept-under.ts";
import type { Owner } from "../../engine/owner.ts";
import type { Cell, Row } from "../../ledger/table.ts";
import { type Json, textOf } from "../../value/json.ts";
import { Refused } from "../contract/refused.ts";

/** So many are named. */
const mostNamed = 10;

/** More than one may be meant: each by what tells it apart. `kept`: the one among them whose passages were kept under that name. */
export async function ambiguous(
  owner: Owner,
  parties: ReadonlyMap<string, Row>,
  wanted: string,
  found: readonly string[],
  kept: string | null = null,
): Promise<Refused> {
  const listed = found.slice(0, mostNamed);
  const where = { kind: "client", field: "email", subject: listed };
  const emails = await owner.store.find({ table: "fact", where });
  const names = listed.map((subject) => {
    const email = emails.find((row) => row["subject"] === subject)?.["value"];
    const said = described(parties.get(subject), email);
    if (subject !== kept) return said;
    const mark = `"${keptMark}${wanted}" (whose passages were kept under this name)`;
    return said.includes("@") ? `${said}, also ${mark}` : mark;
  });
  return new Refused({
    code: "client_ambiguous",
    message: `"${wanted}" may be any of ${found.length} clients: ${names.join(", ")}; name the address, or the number of a job${kept === null ? "" : `, or "${keptMark}${wanted}"`}`,
  });
}

function described(row: Row | undefined, email: Cell | undefined): string {
  const name = textOf(row?.["name"] ?? row?.["sender"]) || "somebody";
  const address = textOf(row?.["address"]) || (typeof email === "string" ? readText(email) : "");
  return address !== "" && address !== name ? `${name} <${address}>` : name;
}

const readText = (cell: string): string => textOf(JSON.parse(cell) as Json);
