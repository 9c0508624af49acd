"""The status words of the tables, and the allowed steps between them."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may do beside texting needs and answering postings."""

    NONE = ""
    BROKER = "broker"
    FORWARDER = "forwarder"
    DESK = "desk"
    HEAD = "head"  # a desk person who may also invite others


class GroupState(StrEnum):
    """Where a group stands: seen, bound to a region or trade, paused by its owner, or out of reach."""

    PROPOSED = "proposed"
    BOUND = "bound"
    PAUSED = "paused"
    GONE = "gone"
    UNBOUND = "unbound"


class PostingStatus(StrEnum):
    """A posting's life."""

    DRAFT = "draft"
    REVIEW = "review"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


POSTING_STEPS: dict[PostingStatus, frozenset[PostingStatus]] = {
    PostingStatus.DRAFT: frozenset({PostingStatus.REVIEW, PostingStatus.CANCELLED}),
    PostingStatus.REVIEW: frozenset(
        {PostingStatus.OPEN, PostingStatus.DRAFT, PostingStatus.REJECTED, PostingStatus.CANCELLED}
    ),
    PostingStatus.OPEN: frozenset(
        {
            PostingStatus.FULL,
            PostingStatus.CLOSED,
            PostingStatus.EXPIRED,
            PostingStatus.CANCELLED,
            PostingStatus.WITHDRAWN,
        }
    ),
    PostingStatus.FULL: frozenset(
        {
            PostingStatus.OPEN,
            PostingStatus.CLOSED,
            PostingStatus.EXPIRED,
            PostingStatus.CANCELLED,
            PostingStatus.WITHDRAWN,
        }
    ),
    # the poster takes a closing back; and whoever has a seat is told when the work itself is called off
    PostingStatus.CLOSED: frozenset({PostingStatus.OPEN, PostingStatus.CANCELLED, PostingStatus.WITHDRAWN}),
    PostingStatus.REJECTED: frozenset(),
    # open again where only a clock that ran ahead ended it
    PostingStatus.EXPIRED: frozenset(
        {PostingStatus.OPEN, PostingStatus.CLOSED, PostingStatus.CANCELLED, PostingStatus.WITHDRAWN}
    ),
    PostingStatus.CANCELLED: frozenset(),
    PostingStatus.WITHDRAWN: frozenset(),
}
ON_AIR = (PostingStatus.OPEN, PostingStatus.FULL)
OVER = (PostingStatus.CLOSED, PostingStatus.EXPIRED, PostingStatus.CANCELLED, PostingStatus.WITHDRAWN)
"""Nobody can sign up for these any more."""


class SignupState(StrEnum):
    """Where one person's signup stands; the seats themselves stand in SignupDay."""

    ACTIVE = "active"  # has seats or waits for them, see its days
    LEFT = "left"  # cancelled by the person
    LEAD = "lead"  # longterm: a name to hand on, no seat
    CLOSED = "closed"  # the posting was cancelled or withdrawn; kept


class InboxState(StrEnum):
    """An update handed over: waiting, worked off, or set aside after three failures."""

    DUE = "due"
    DONE = "done"
    ASIDE = "aside"


class DeliveryState(StrEnum):
    """A message on its way out: the row is the queue."""

    DUE = "due"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    GIVEN_UP = "given_up"
    UNCHANGED = "unchanged"  # an edit that would have changed nothing


DELIVERY_STEPS: dict[DeliveryState, frozenset[DeliveryState]] = {
    DeliveryState.DUE: frozenset({DeliveryState.CLAIMED, DeliveryState.GIVEN_UP}),
    DeliveryState.CLAIMED: frozenset(
        {DeliveryState.DUE, DeliveryState.SENDING, DeliveryState.GIVEN_UP, DeliveryState.UNCHANGED}
    ),
    DeliveryState.SENDING: frozenset(
        {DeliveryState.SENT, DeliveryState.DUE, DeliveryState.UNCERTAIN, DeliveryState.GIVEN_UP}
    ),
    DeliveryState.SENT: frozenset(),
    DeliveryState.UNCERTAIN: frozenset({DeliveryState.SENT, DeliveryState.DUE, DeliveryState.GIVEN_UP}),
    DeliveryState.GIVEN_UP: frozenset({DeliveryState.DUE}),  # a copy held back goes on
    DeliveryState.UNCHANGED: frozenset(),
}


class DeliveryKind(StrEnum):
    """A new message, or an edit of one of ours."""

    SEND = "send"
    EDIT = "edit"


class Priority:
    """Order of going out: lower goes first."""

    ANSWER = 0  # offers, answers, questions, alarms
    CLOSING = 1  # edits to full, closed, withdrawn, stopped
    POSTING = 2  # new copies
    COUNT = 3  # edits that only change how many seats are left
    DIGEST = 4


class DueState(StrEnum):
    """A thing planned for a time."""

    DUE = "due"
    DONE = "done"
    SKIPPED = "skipped"


class QuestionState(StrEnum):
    """A question put to one person."""

    OPEN = "open"
    ANSWERED = "answered"
    PASSED = "passed"  # no answer in time, or overtaken


class ComplaintState(StrEnum):
    """A complaint or an accident at the desk."""

    OPEN = "open"
    CLOSED = "closed"
