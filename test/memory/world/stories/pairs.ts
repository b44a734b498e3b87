/** Questions that take what was settled in two matters, told in different conversations. */
export const pairs: readonly (readonly [one: string, other: string, asked: string])[] = [
  [
    "software",
    "golive",
    "Which program do they introduce, and on what date does it become productive?",
  ],
  ["name", "launch", "What is the new product called, and on which day is it released?"],
  ["fair", "wrap", "In which city do they exhibit, and what packaging will visitors see there?"],
  [
    "rent",
    "cover",
    "What must be paid for the building each month, and what share of any damage do they bear?",
  ],
  ["loan", "refit", "How much was borrowed, and when does the renovation begin?"],
  ["posts", "course", "How many people are recruited, and who trains the staff?"],
  ["wages", "shifts", "What raise do the employees get, and after which rota do they work?"],
  [
    "discount",
    "terms",
    "What rebate may be granted freely, and how long may customers take to pay?",
  ],
  [
    "hours",
    "parking",
    "When do they open in the morning, and where do employees leave their cars?",
  ],
  ["rise", "least", "By how much do prices go up, and what is the minimum order?"],
  ["source", "seal", "Who is the main supplier, and which certification do they seek?"],
  ["site", "letter", "Who builds the website, and how frequently is the newsletter sent?"],
  ["alarm", "store", "Who guards the premises, and where is the reserve stock?"],
  ["auditor", "gift", "Who audits the accounts, and who benefits from the donation?"],
  ["copies", "scanner", "How often are backups taken, and which devices do pickers use?"],
  ["desk", "leave", "When is home office allowed, and when is vacation blocked?"],
  ["tariff", "loan", "Who supplies electricity, and what sum does the lender provide?"],
  ["returns", "discount", "How long are refunds possible, and how far may a price be lowered?"],
  ["opening", "posts", "When is the branch inaugurated, and how many employees are sought?"],
  [
    "counsel",
    "cover",
    "What did the attorney recommend, and how high is the insurance deductible?",
  ],
];
