import type { ConnectorKind } from "../contract.ts";
import { creditAction, crediting } from "./credit/credit.ts";
import { feeAction, feeing } from "./fee.ts";
import { health } from "./health.ts";
import { keepAction, keeping, useAction, using } from "./kept.ts";
import { issueAction, issuing } from "./issue.ts";
import { movements } from "./movements.ts";
import { office } from "./office.ts";
import { checkTemplate } from "./template-check.ts";
import { opening, openingAction } from "./opening.ts";
import { paymentAction, paying } from "./payment.ts";
import { refundAction, refunding } from "./refund.ts";
import { settings } from "./settings.ts";
import { contradiction } from "./vat/agree.ts";

/** Books as a plain-text journal (hledger's format), and invoices as PDFs. */
export const booksKind: ConnectorKind = {
  kind: "books-journal",
  schema: settings as unknown as ConnectorKind["schema"], // Optional members are absent, never undefined.
  actions: {
    "invoice.issue": issuing,
    "invoice.credit": crediting,
    "invoice.bring": opening,
    "payment.record": paying,
    "payment.refund": refunding,
    "payment.fee": feeing,
    "payment.keep": keeping,
    "payment.use": using,
  },
  emits: [],
  contradicts: (given, details) => contradiction(settings.parse(given), details),
  check: (given, place) => checkTemplate(office(settings.parse(given), place)),
  async make(given, place) {
    const own = office(settings.parse(given), place);
    return {
      kind: "books-journal",
      version: 1,
      actions: {
        "invoice.issue": issueAction(own),
        "invoice.credit": creditAction(own),
        "invoice.bring": openingAction(own),
        "payment.record": paymentAction(own),
        "payment.refund": refundAction(own),
        "payment.fee": feeAction(own),
        "payment.keep": keepAction(own),
        "payment.use": useAction(own),
      },
      movements: () => movements(own),
      health: (files) => health(own, files),
    };
  },
};
