import type { Row } from "../ledger/table.ts";
import { textOf } from "../value/json.ts";
import { csvOf } from "./csv.ts";

/** Clients for other programs: vCard 4.0 (RFC 6350) and a table. Who is forgotten has no card. */
export type Client = {
  id: string;
  name: string;
  address: string;
  stage: string;
  arrivals: number;
  /** Whom she was found to be; empty where she is herself. */
  into: string;
};

export function clientOf(row: Row): Client {
  const name = textOf(row["name"]);
  return {
    id: textOf(row["subject"]),
    name: name === "" ? textOf(row["sender"]) : name,
    address: textOf(row["address"]),
    stage: textOf(row["stage"]),
    arrivals: Number(row["arrivals"] ?? 0),
    into: textOf(row["into"]),
  };
}

export function cardsOf(clients: readonly Client[]): string {
  return clients
    .filter(({ name, address }) => name !== "" || address !== "")
    .map(({ id, name, address, stage }) =>
      [
        "BEGIN:VCARD",
        "VERSION:4.0",
        `UID:${escaped(id)}`,
        `FN:${escaped(name === "" ? address : name)}`,
        ...(address === "" ? [] : [`EMAIL:${escaped(address)}`]),
        ...(stage === "" ? [] : [`CATEGORIES:${escaped(stage)}`]),
        "END:VCARD",
      ]
        .map(folded)
        .join(""),
    )
    .join("");
}

export function tableOf(clients: readonly Client[]): string {
  return csvOf(
    ["id", "name", "address", "stage", "arrivals", "into"],
    clients.map((c) => [c.id, c.name, c.address, c.stage, c.arrivals, c.into]),
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[\\,;]/g, (sign) => `\\${sign}`).replaceAll(/\r?\n/g, "\\n");
}

/** Lines of at most 75 bytes, without dividing a letter. */
function folded(line: string): string {
  let out = "";
  let used = 0;
  for (const sign of line) {
    const bytes = Buffer.byteLength(sign);
    if (used + bytes > 75) {
      out += "\r\n ";
      used = 1;
    }
    out += sign;
    used += bytes;
  }
  return `${out}\r\n`;
}
