"""What a query must have to stand as a rule: a positive condition in each of its branches."""

from queries.tree import And, Everything, Has, Interval, Key, Near, Node, Not, NotNear, Or, Said, Words


def positive(node: Node) -> bool:
    """True where every branch of the disjunctive form asks for something to be there: a word, a value, a statement.

    A date alone is no such condition: it holds for nearly everything that comes.
    """
    match node:
        case Words() | Near() | NotNear() | Key() | Has():
            return True
        case Interval() | Everything():
            return False
        case And(nodes=nodes):
            return any(map(positive, nodes))
        case Or(nodes=nodes):
            return all(map(positive, nodes))
        case Said(node=inner):
            return positive(inner)
        case Not(node=inner):
            return _positive_when_false(inner)


def _positive_when_false(node: Node) -> bool:
    match node:
        case And(nodes=nodes):
            return all(map(_positive_when_false, nodes))
        case Or(nodes=nodes):
            return any(map(_positive_when_false, nodes))
        case Not(node=inner):
            return positive(inner)
        case Everything():
            return True
        case _:
            return False
