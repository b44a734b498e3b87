import type { Json, JsonObject } from "../../../value/json.ts";
import type { IssueArgs } from "../args.ts";
import type { Sender } from "../sender.ts";
import { evidence } from "../vat/rules.ts";
import { parts } from "./address.ts";

/**
 * By what the seller is known where no VAT ID may be named as such (BR-O-02): the tax number, else the
 * VAT ID as a mere identifier (BT-29). Null where it is named.
 */
export function sellerId({ vatId, taxNumber }: Sender, outside: boolean): string | null {
  if (outside) return taxNumber ?? vatId;
  return vatId === null ? taxNumber : null;
}

export function seller(sender: Sender, outside: boolean): JsonObject {
  const { name, owner, vatId, taxNumber, country, email, phone } = sender;
  const vat = outside ? null : vatId;
  const schemes = [
    ...(vat === null ? [] : [scheme(vat, "VAT")]),
    ...(taxNumber === null ? [] : [scheme(taxNumber, "FC")]),
  ];
  return {
    ...(email === null ? {} : endpoint(email)),
    "cac:PartyName": { "cbc:Name": name },
    "cac:PostalAddress": address(sender.lines, country),
    ...(schemes.length === 0 ? {} : { "cac:PartyTaxScheme": schemes }),
    "cac:PartyLegalEntity": { "cbc:RegistrationName": owner ?? name },
    "cac:Contact": {
      "cbc:Name": owner ?? name,
      ...some("cbc:Telephone", phone ?? undefined),
      ...some("cbc:ElectronicMail", email ?? undefined),
    },
  };
}

export function buyer(client: IssueArgs["client"], outside: boolean): JsonObject {
  const { name, email, vatId, address: lines = [] } = client;
  return {
    ...(email === undefined ? {} : endpoint(email)),
    "cac:PostalAddress": address(lines, evidence(client)[0] ?? ""),
    ...(vatId === undefined || outside ? {} : { "cac:PartyTaxScheme": scheme(vatId, "VAT") }),
    "cac:PartyLegalEntity": { "cbc:RegistrationName": name },
  };
}

function scheme(id: string, of: "VAT" | "FC"): JsonObject {
  return {
    "cbc:CompanyID": id.replaceAll(/\s/g, "").toUpperCase(),
    "cac:TaxScheme": { "cbc:ID": of },
  };
}

function endpoint(email: string): JsonObject {
  return { "cbc:EndpointID": email, "cbc:EndpointID@schemeID": "EM" };
}

function address(lines: readonly string[], country: string): JsonObject {
  const { streets, postcode, city } = parts(lines);
  const [street, additional, ...others] = streets;
  return {
    ...some("cbc:StreetName", street),
    ...some("cbc:AdditionalStreetName", additional),
    ...some("cbc:CityName", city ?? undefined),
    ...some("cbc:PostalZone", postcode ?? undefined),
    ...(others.length === 0 ? {} : { "cac:AddressLine": { "cbc:Line": others.join(", ") } }),
    "cac:Country": { "cbc:IdentificationCode": country },
  };
}

/** A member where there is something to say. */
export function some(name: string, value: string | undefined): Record<string, Json> {
  return value === undefined ? {} : { [name]: value };
}
