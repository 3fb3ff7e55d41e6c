"""English articles of about 4.6 kB, made by us: deterministic, varied, with as much speech as a news article has (15
statements on average, as PolNeAR's annotators count in theirs)."""

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
    "He called the offer “generous on paper” but criticised the timetable.",
    "A report of {number} pages describes how {topic} came to cost twice as much.",
    "{last} denied that money had been moved to {place} without a vote.",
    "“If the vote fails, we start again,” {other} warned, adding that time was short.",
    "The ministry announced that inspectors would visit {place} on {day}.",
    "Asked about {topic}, {last} declined to comment.",
    "Both sides agreed to meet again on {day}, a spokesman said.",
)
NARRATION = (
    "The crowd in the square was small, and rain fell for most of the afternoon.",
    "Ships stood at anchor, and the market closed an hour early.",
    "The road from {place} to the coast has been closed since {day}, when a slope gave way above the old mill.",
    "Some {number} people live in the district, most of them in houses built after the war.",
    "Work on the site began two years ago and has stopped three times since, twice for lack of money.",
    "The hall was full; those who found no seat stood along the walls or waited in the corridor.",
    "In the spring the price of diesel rose by a tenth, and several small firms gave up their boats.",
    "Papers were handed out at the door, with a map of the planned route and a table of costs.",
    "A band played as the first cars crossed, and children waved flags of {place}.",
    "The bill passed its first reading on {day} with a majority of {number} votes across all chambers.",
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
        spoken = chance.random() < 0.4
        paragraphs.append(" ".join(fill(chance.choice(SENTENCES if spoken and n else NARRATION)) for n in range(3)))
    return f"{words['last']} on {words['topic']}, report {number}", "\n\n".join(paragraphs)[:length]
