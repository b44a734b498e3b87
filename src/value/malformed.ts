/** A text that does not say what it should: an amount, a date, a length of time, a pattern. */
export class Malformed extends Error {
  override readonly name = "Malformed";
}
