"""English articles of about 4.6 kB, made by us: deterministic, varied, with direct, mixed and indirect speech."""

import random

PEOPLE = ("Ada Lindqvist", "Tomas Berg", "Nora Valdes", "Ilya Marenko", "Grace Okafor", "Henrik Solberg", "Mina Sato")
ROLES = ("harbour minister", "mayor", "union leader", "port director", "opposition spokeswoman", "energy regulator")
PLACES = ("Nordhavn", "Vestria", "Calder Bay", "Ostmark", "Lindholm")
TOPICS = ("the harbour treaty", "fuel prices", "the flood defences", "the ferry strike", "the budget", "the new bridge")
OPENINGS = (
    "{role} {name} of {place} said on {day} that talks about {topic} would go on.",
    "After a long night in {place}, {name} rejected the latest plan for {topic}.",
    "{name}, the {role}, warned {place} that {topic} could fail within weeks.",
)
SENTENCES = (
    "“We will not sign anything on {topic} before winter,” {last} told reporters.",
    "She argued that {topic} had been “a mistake from the first day” and asked for a review.",
    "According to the council of {place}, some {number} households wait for a decision.",
    "“That is not what was promised,” said {other}. “Nobody here believes it any longer.”",
    "{other} said that the numbers were wrong and that {place} would publish its own.",
    "The crowd in the square was small, and rain fell for most of the afternoon.",
    "He called the offer “generous on paper” but criticised the timetable.",
    "A report of {number} pages describes how {topic} came to cost twice as much.",
    "{last} denied that money had been moved to {place} without a vote.",
    "Ships stood at anchor, and the market closed an hour early.",
    "“If the vote fails, we start again,” {other} warned, adding that time was short.",
    "The ministry announced that inspectors would visit {place} on {day}.",
    "Asked about {topic}, {last} declined to comment.",
    "Both sides agreed to meet again on {day}, a spokesman said.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def article(number: int, length: int = 4600) -> tuple[str, str]:
    """Title and text of article `number`."""
    chance = random.Random(number)
    name, other = chance.sample(PEOPLE, 2)
    words = {
        "name": name,
        "last": name.split()[1],
        "other": other,
        "role": chance.choice(ROLES),
        "place": chance.choice(PLACES),
        "topic": chance.choice(TOPICS),
    }

    def fill(pattern: str) -> str:
        return pattern.format(day=chance.choice(DAYS), number=chance.randint(20, 9000), **words)

    paragraphs = [fill(chance.choice(OPENINGS))]
    while sum(map(len, paragraphs)) < length:
        paragraphs.append(" ".join(fill(chance.choice(SENTENCES)) for _ in range(3)))
    return f"{words['last']} on {words['topic']}, report {number}", "\n\n".join(paragraphs)[:length]
