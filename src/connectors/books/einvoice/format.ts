import { z } from "zod";

/** What a client is sent as data: inside the PDF, beside it, or nothing. */
export const einvoice = z.enum(["factur-x", "xrechnung", "none"]);

export type EInvoice = z.infer<typeof einvoice>;
