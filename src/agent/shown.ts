import { join, type Labels, whole } from "../value/label.ts";
import type { AgentRequest } from "./contract.ts";

/** Everything that a request shows. */
export function shownIn({ input, context }: Pick<AgentRequest, "input" | "context">): Labels {
  if (context === undefined) return input.labels;
  return { "": join(whole(input.labels, ""), whole(context.labels, "")) };
}
