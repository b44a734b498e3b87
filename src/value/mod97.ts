/**
 * ISO 7064 MOD 97-10 over letters and digits, where A counts as 10 and Z as 35: what IBANs and
 * creditor references are checked by. Null where another character stands.
 */
export function mod97(text: string): number | null {
  let rest = 0;
  for (const character of text) {
    const n = Number.parseInt(character, 36);
    if (Number.isNaN(n)) return null;
    rest = (rest * (n < 10 ? 10 : 100) + n) % 97;
  }
  return rest;
}
