/** Spend in millionths of a currency unit, as people write it: "2,856.00 EUR". */
export function amount(micros: number, currency: string, locale: string): string {
  const digits = minorDigits(currency);
  const smallest = 10 ** (6 - digits);
  if (micros > 0 && micros < smallest) {
    return `under ${text(smallest, digits, locale)} ${currency}`;
  }
  return `${text(micros, digits, locale)} ${currency}`;
}

/** Exact: the number is handed on as decimal text, never divided as a floating point number. */
function text(micros: number, digits: number, locale: string): string {
  const sign = micros < 0 ? "-" : "";
  const whole = Math.abs(micros).toString().padStart(7, "0");
  const decimal = `${sign}${whole.slice(0, -6)}.${whole.slice(-6)}`;
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(decimal as Intl.StringNumericLiteral); // Digits, a point and digits.
}

function minorDigits(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}
