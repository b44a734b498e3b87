import { usualRate } from "../../workspace/country.ts";
import type { InitOptions } from "../deps/founding.ts";
import type { Answers } from "./fields.ts";

/** What was taken as usual since nobody said it, in words for her. */
export function assumedIn(
  { country, currency, vat, vatRate }: InitOptions,
  said: Answers,
): string[] {
  const rate = vat === "registered" && vatRate === "" ? usualRate(country) : null;
  return [
    ...(said.country === undefined ? [`country ${country}`] : []),
    ...(said.currency === undefined ? [`currency ${currency}`] : []),
    ...(said.vat === undefined ? [`VAT status ${vat}`] : []),
    ...(rate === null ? [] : [`VAT rate ${rate} %`]),
    ...(vat === "registered"
      ? ["what VAT clients abroad are charged (connectors/books.yaml)"]
      : []),
  ];
}
