import type { z } from "zod";

/** What is wrong with what was asked: each part by its name, and what it may be. */
export function inWords({ issues }: z.ZodError): string {
  return issues.slice(0, mostTold).map(told).join(", ");
}

const mostTold = 5;

function told(issue: z.core.$ZodIssue): string {
  const name = issue.path.length === 0 ? "it" : `"${issue.path.join(".")}"`;
  switch (issue.code) {
    case "too_big":
      if (issue.origin === "string") return `${name} is longer than ${issue.maximum} characters`;
      return `${name} is more than ${issue.maximum}`;
    case "too_small":
      if (issue.origin === "string") return `${name} is empty`;
      return `${name} is less than ${issue.minimum}`;
    case "unrecognized_keys":
      return `nothing here is called ${issue.keys.slice(0, mostTold).map(quoted).join(", ")}`;
    default:
      return `${name}: ${issue.message}`;
  }
}

const quoted = (name: string): string => `"${name.slice(0, 60)}"`;
