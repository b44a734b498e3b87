import { isObject, type Json, type JsonObject, textOf } from "../../src/value/json.ts";

/**
 * What a fair model would answer to the agents of the example company in its first month. Here the
 * outside world begins: behind the stub no model thinks, these are canned readings of three enquiries,
 * and letters in words that no template of ours has. What is paid for stands in the mails and the price
 * list, so it is what the rules read as well; everything that is free is said otherwise.
 */
export function studioModel(body: JsonObject): JsonObject {
  const input = shownTo(body);
  if ("prices" in input) return reading(input);
  if ("brief" in input) return questions(partOf(input, "brief"));
  if ("mail" in input) return reply(partOf(input, "mail"));
  if ("idea" in input) return note(input);
  if ("body" in input) return tone;
  if ("past" in input) return { text: "They wrote, were answered, and were billed." };
  throw new Error(`No agent of the example asks with ${Object.keys(input).join(", ")}`);
}

/** The data that an agent was asked about: the last line of what the model is shown. */
function shownTo({ messages }: JsonObject): JsonObject {
  const [message] = Array.isArray(messages) ? messages : [];
  const prompt = isObject(message) ? textOf(message["content"]) : "";
  const input = JSON.parse(prompt.slice(prompt.lastIndexOf("\n") + 1)) as Json; // JSON by construction
  if (!isObject(input)) throw new Error(`An agent shows no data to work on: ${prompt}`);
  return input;
}

/** By whose mail it is; a second mail of theirs answers what was asked. */
function reading(input: JsonObject): JsonObject {
  const mail = partOf(input, "mail");
  const from = textOf(partOf(mail, "from")["address"]);
  const brief = readings[input["earlier"] === null ? from : `${from} again`];
  if (brief === undefined) throw new Error(`The example's model has not read the mail of ${from}`);
  return { ...brief, priceList: textOf(partOf(input, "prices")["version"]) };
}

const common = { enquiry: true, excluded: [], missing: [], questions: [], confidence: 0.93 };

const logo = {
  ...common,
  title: "A logo for Ruiz y Señal",
  client: {
    name: "Ruiz y Señal",
    person: "Ana Ruiz",
    email: "ana@ruizysenal.example",
    address: [],
  },
  deliverables: [
    { text: "a logo for the pottery", quantity: 1, price: "1400.00 EUR" },
    { text: "a label in three colours of glaze", quantity: 3, price: "840.00 EUR" },
  ],
  price: "2240.00 EUR",
  deposit: "1120.00 EUR",
};

const readings: Readonly<Record<string, JsonObject>> = {
  "tom@harbourbooks.example": {
    ...common,
    title: "Signs and bags for our second shop",
    client: {
      name: "Harbour Books",
      person: "Tom Reuter",
      email: "tom@harbourbooks.example",
      address: ["Am Sandtorkai 30", "20457 Hamburg"],
    },
    deliverables: [
      { text: "signs for 24 shelves", quantity: 24, price: "1440.00 EUR" },
      { text: "paper bags, small and large", quantity: 2, price: "700.00 EUR" },
      { text: "lettering above the door", quantity: 1, price: "480.00 EUR" },
    ],
    deadline: "2026-09-01",
    deadlineSaid: "everything should hang by 1 September 2026",
    budget: "3200.00 EUR",
    price: "2620.00 EUR",
    deposit: "1310.00 EUR",
  },
  "ana@ruizysenal.example": {
    ...logo,
    deadline: null,
    deadlineSaid: "",
    budget: null,
    missing: ["budget", "deadline"],
    questions: ["How much would you like to spend at most?", "When is your market?"],
    confidence: 0.6,
  },
  "ana@ruizysenal.example again": {
    ...logo,
    deadline: "2026-09-30",
    deadlineSaid: "by the end of September",
    budget: "2400.00 EUR",
  },
  "ana@nordlicht.example": {
    ...common,
    title: "Packaging for 4 blends",
    client: {
      name: "Nordlicht Coffee",
      person: "Ana Lindqvist",
      email: "ana@nordlicht.example",
      address: ["Hafenstraße 12", "23568 Lübeck"],
    },
    deliverables: [
      { text: "bags for four blends, 250 g, both sides", quantity: 4, price: "4800.00 EUR" },
      { text: "files that the printer can use", quantity: 1, price: "0.00 EUR" },
    ],
    deadline: "2026-07-15",
    deadlineSaid: "in mid July",
    budget: "5000.00 EUR",
    excluded: ["the website, which can wait"],
    price: "4800.00 EUR",
    deposit: "2400.00 EUR",
  },
};

function questions(brief: JsonObject): JsonObject {
  const asked = Array.isArray(brief["questions"]) ? brief["questions"].map(textOf) : [];
  const { person } = partOf(brief, "client");
  return {
    subject: `Re: ${textOf(brief["title"])}`,
    paragraphs: [
      `Hello ${textOf(person)},`,
      "how nice that you thought of me. Before I can say what it costs, I would like to know:",
      ...asked,
      "With warm regards\nClara Marlow",
    ],
  };
}

function reply(mail: JsonObject): JsonObject {
  const name = textOf(partOf(mail, "from")["name"]);
  return {
    subject: `Re: ${textOf(mail["title"])}`,
    paragraphs: [
      `Hello ${name},`,
      "I have read your mail with care, and come back to you tomorrow.",
      "With warm regards\nClara Marlow",
    ],
  };
}

function note({ title, idea }: JsonObject): JsonObject {
  return {
    title: textOf(title),
    summary: "What a label leaves out is what makes you pick the tin up.",
    body: [
      textOf(idea),
      "I used to fill a label to its edges. Then I saw people in a shop: they walk past whatever shouts, and they stop at what leaves them something to find.",
      "A small label asks you to come closer. You take the tin in your hand to read it, and by then half of the work is done. So I now begin with the smallest size that can still be read, and give every line above it a reason.",
    ].join("\n\n"),
  };
}

const tone: JsonObject = {
  fits: true,
  remarks: ["plain and friendly; the second part could lose a line"],
};

function partOf(value: JsonObject, name: string): JsonObject {
  const part = value[name] ?? null;
  if (!isObject(part)) throw new Error(`An agent shows no "${name}"`);
  return part;
}
