import type { Office } from "../../engine/office.ts";

/** Settings of connectors that name a place outside the ledger. */
const placeNames = ["folder", "journal", "invoices", "host", "repository"];

/** What Mainstay cannot or must not forget: in her words, with the places where it lies. */
export function staysOutside({
  connectors,
  settings,
}: Pick<Office, "connectors" | "settings">): string[] {
  const stays = [
    "that something happened, and when: the history's proof, without what it was",
    "what jobs and mails of other clients say of them, and your reasons for a stop or a pause",
  ];
  for (const [name, connector] of connectors) {
    const own = settings.connectors[name]?.settings ?? {};
    const places = placeNames.flatMap((key) => {
      const place = own[key];
      return typeof place === "string" ? [place.replace(/^workspace:/, "")] : [];
    });
    if (places.length === 0) continue;
    const where = places.join(" and ");
    // Whoever numbers without gaps keeps what the law wants kept.
    if (Object.values(connector.actions).some((action) => action.series !== undefined)) {
      stays.push(`your books, invoices and payments, as the law asks: ${where}`);
    } else if (Object.keys(connector.actions).length > 0) {
      stays.push(
        `what was sent or written through "${name}", as it has left Mainstay: ${where}; delete there what you need not keep`,
      );
    }
    if (connector.source !== undefined) {
      stays.push(
        `what lies where "${name}" reads, as it is yours and Mainstay only reads it: ${where}; delete there what you need not keep`,
      );
    }
  }
  return stays;
}
