/**
 * What the library's CII lacks of the standard, put right in its text.
 *
 * AM1 A date of format 102 is 20261120, of the qualified kind where a document is referred to.
 * AM2 The element of the delivery stands there even where nothing is said of one.
 * AM3 The seller's identifier, which it drops, stands there: who names no VAT ID is known by it.
 */
export function amended(xml: string, sellerId: string | null): string {
  return identified(delivered(dated(xml)), sellerId);
}

function dated(xml: string): string {
  return xml.replaceAll(
    /(<ram:FormattedIssueDateTime>\s*)<udt:DateTimeString format="102">(\d{4})-(\d\d)-(\d\d)<\/udt:DateTimeString>/g,
    '$1<qdt:DateTimeString format="102">$2$3$4</qdt:DateTimeString>',
  );
}

function delivered(xml: string): string {
  if (xml.includes("<ram:ApplicableHeaderTradeDelivery")) return xml;
  const next = "<ram:ApplicableHeaderTradeSettlement>";
  return xml.replace(next, `<ram:ApplicableHeaderTradeDelivery/>${next}`);
}

function identified(xml: string, sellerId: string | null): string {
  if (sellerId === null) return xml;
  const party = "<ram:SellerTradeParty>";
  return xml.replace(party, () => `${party}<ram:ID>${escaped(sellerId)}</ram:ID>`);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
