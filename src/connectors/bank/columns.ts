/** What a bank's columns are called, in English and German; compared without marks and blanks. */
const names = {
  date: [
    "buchungstag",
    "buchungsdatum",
    "buchung",
    "datum",
    "date",
    "bookingdate",
    "transactiondate",
    "completeddate",
  ],
  amount: ["betrag", "betrageur", "betragineur", "umsatz", "umsatzineur", "amount", "amounteur"],
  credit: ["haben", "gutschrift", "credit", "paidin", "moneyin"],
  debit: ["soll", "lastschrift", "debit", "paidout", "moneyout"],
  sign: ["sollhaben", "sh", "debitcredit", "dc", "creditdebitindicator"],
  currency: ["wahrung", "waehrung", "currency"],
  reference: [
    "verwendungszweck",
    "remittanceinformation",
    "reference",
    "paymentreference",
    "purpose",
    "description",
    "details",
  ],
  counterparty: [
    "auftraggeberempfanger",
    "auftraggeberempfaenger",
    "auftraggeberbegunstigter",
    "auftraggeberbeguenstigter",
    "begunstigterzahlungspflichtiger",
    "beguenstigterzahlungspflichtiger",
    "namezahlungsbeteiligter",
    "zahlungsbeteiligter",
    "auftraggeber",
    "empfanger",
    "counterparty",
    "partnername",
    "payee",
    "name",
  ],
  payer: ["zahlungspflichtiger", "payer", "sender"],
  payee: ["zahlungsempfangerin", "zahlungsempfanger", "zahlungsempfaenger", "recipient"],
  iban: [
    "iban",
    "kontonummeriban",
    "ibankontonummer",
    "ibanzahlungsbeteiligter",
    "partneriban",
    "accountnumber",
    "kontonummer",
  ],
} as const;

export type Column = keyof typeof names;
export type Columns = Readonly<Partial<Record<Column, number>>>;

const all = Object.keys(names) as Column[]; // The keys of a literal are its own.

/** Which cell holds what, if the row is a header: it must name a date and an amount. */
export function columnsOf(
  row: readonly string[],
  given: Readonly<Partial<Record<Column, string>>>,
): Columns | null {
  const cells = row.map(plain);
  const found: Partial<Record<Column, number>> = {};
  for (const column of all) {
    const wanted = given[column];
    const candidates: readonly string[] = wanted === undefined ? names[column] : [plain(wanted)];
    // The better name wins, wherever it stands: "Verwendungszweck" over "Details".
    const at = candidates.map((name) => cells.indexOf(name)).find((index) => index !== -1);
    if (at !== undefined) found[column] = at;
  }
  const counts = found.amount ?? found.credit;
  return found.date === undefined || counts === undefined ? null : found;
}

function plain(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z]/g, "")
    .toLowerCase();
}
