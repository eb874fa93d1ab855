"""Why an edition is not published, or not as it was wanted."""


class PublishingRefused(Exception):
    """Why an edition was not published, as a sentence for the person who wanted it."""


class NothingToPublish(PublishingRefused):
    """The drafts say what the current edition says."""


class TextMovedOn(PublishingRefused):
    """What the publisher was shown is no longer what would be published."""


class EffectiveTooEarly(PublishingRefused):
    """The day on which it shall take effect has passed, or comes before that of the edition before it."""


class ClassIsRight(PublishingRefused):
    """The edition's change is classed so already, or it is the first and changes nothing."""
