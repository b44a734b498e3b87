import { APICallError, InvalidResponseDataError } from "ai";
import { CallFailed } from "../agent/contract.ts";
import { nameOf, type Tier } from "../agent/tier.ts";
import { TooLong } from "./bounded-fetch.ts";
import { variablesOf } from "./door.ts";
import { refused, unreached } from "./refused.ts";

/** What a call through the SDK that failed means (FA1, FA2). */
export function failureOf(error: unknown, tier: Tier): CallFailed {
  const act = `Cannot ask model "${nameOf(tier)}"`;
  const { base } = variablesOf(tier.provider);
  if (error instanceof TooLong) {
    return new CallFailed(`${act}: ${error.message}`, "semantic", {
      charged: true,
      fault: "protocol",
    });
  }
  if (InvalidResponseDataError.isInstance(error)) {
    return new CallFailed(`${act}: its answer holds no text`, "semantic", {
      charged: true,
      fault: "protocol",
    });
  }
  if (!APICallError.isInstance(error)) {
    return new CallFailed(`${act}: the call broke off`, "transient", {
      charged: true,
      fault: "line",
    });
  }
  const { statusCode: status } = error;
  if (status === undefined) return unreached(error, act, base);
  if (status >= 400) {
    const { responseBody: body = "", responseHeaders } = error;
    return refused({ status, body, retryAfter: responseHeaders?.["retry-after"] }, tier, act);
  }
  // What came after the head of an answer broke off, or is no answer of this protocol.
  return error.isRetryable
    ? new CallFailed(`${act}: its answer broke off`, "transient", { charged: true, fault: "line" })
    : new CallFailed(
        `${act}: its answer is none of this protocol; look into ${base}`,
        "deterministic",
        { charged: true, fault: "protocol" },
      );
}
