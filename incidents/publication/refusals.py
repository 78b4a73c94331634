"""Why a publication or withdrawal does not happen; every message says what was wrong and what is allowed."""


class PublicationRefused(Exception):
    """Nothing was published or withdrawn."""


class NotAPerson(PublicationRefused):
    """A service account, or one that was switched off, publishes and withdraws nothing."""


class NothingToPublish(PublicationRefused):
    """No fact of the incident may be published."""


class NotPublishable(PublicationRefused):
    """The incident is rejected, merged or withdrawn."""


class NotPublished(PublicationRefused):
    """Only a published incident can be withdrawn."""


class ReasonMissing(PublicationRefused):
    """A withdrawal needs a reason that readers will see."""


class UnknownSuccessor(PublicationRefused):
    """The incident that is to take its place is not published."""


class PreviewOutdated(PublicationRefused):
    """The facts changed after the preview was shown."""
