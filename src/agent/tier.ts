/** Who answers. `compatible` is any server that speaks OpenAI's chat protocol. */
export const providers = ["openai", "anthropic", "compatible", "ollama"] as const;
export type Provider = (typeof providers)[number];

/** Millionths of a unit of `currency` for a million tokens. */
export type Price = { currency: string; input: number; output: number };

/**
 * What stands behind a tier's name in mainstay.yaml, with all that its calls need to be made and
 * paid: it crosses the seam to whoever makes them.
 */
export type Tier = {
  provider: Provider;
  model: string;
  /** As she wrote it down; null: as the price list has it. */
  price: Price | null;
  /** The company's. */
  currency: string;
  /** Millionths of the company's currency for one unit of another. */
  rates: Readonly<Record<string, number>>;
  /** True where nothing may leave this computer. */
  onlyHere: boolean;
};

/** "openai/gpt-5-mini", as mainstay.yaml says it. */
export function nameOf({ provider, model }: Pick<Tier, "provider" | "model">): string {
  return `${provider}/${model}`;
}
