"""Every exception that newsdb raises for a reason outside its own code.

NewsdbError
├── SourceError               a source of posts cannot be read at all
│   └── FeedUnavailableError  a server answers a request for a feed with an error
├── BinaryFileError           a file is not text
├── InvalidRecordError        a line or entry is not a record
├── NamesFileError            a publisher's file of names has an invalid line
├── TooComplexError           HTML is nested too deeply, or too long, to convert
├── TooManyRemovedError       pruning would remove many more posts than is usual
├── MemberRejectedError       a member of an archive is not safe to read
├── NotANewsDatabaseError     a file is not a database that newsdb can use
├── DamagedContentError       what a database keeps of a file cannot be read
├── NotDurableError           a database was replaced, but may not survive a power failure
├── SettingsError             newsdb.yml has an invalid setting
├── ExportError               an export cannot be written
│   └── PyarrowMissingError   Parquet needs the package pyarrow
├── WebhookError              a webhook did not accept what it was sent
├── LakeError                 datasets on storage cannot be read or written
├── ClusterError              work on a cluster cannot be done
├── InvalidParameterError     a request has an invalid parameter
│   ├── UnknownValueError     a filter names a source, tag and so on that no post has
│   └── StaleCursorError      the cursor of a copy is of a database that was rebuilt
├── QueryTimeoutError         a query took longer than its time limit
├── NoSlotError               too many requests of a kind are running
├── SuspendedError            a template calls a function that has to wait
└── ServeError                the server cannot start

ConversionTimeoutError        converting a post takes too long; not an error of newsdb's own code,
                              and not caught by handlers of ordinary exceptions

The message of each is one sentence for the user: what is wrong, where, and what to do.
"""

from __future__ import annotations

from datetime import datetime


class NewsdbError(ValueError):
    """Base class; never raised itself."""


class SourceError(NewsdbError):
    """A source of posts cannot be read at all."""


class FeedUnavailableError(SourceError):
    """A server answers a request for a feed with an error.

    `is_gone` says that it does so for good; `retry_after` is when to request it again.
    """

    def __init__(
        self, message: str, *, is_gone: bool = False, retry_after: datetime | None = None
    ) -> None:
        """Take the message, and what the server says of the next request."""
        super().__init__(message)
        self.is_gone, self.retry_after = is_gone, retry_after


class BinaryFileError(NewsdbError):
    """A file is not text in any encoding that posts come in."""


class InvalidRecordError(NewsdbError):
    """A line of JSON or an entry of a feed is not a record."""


class NamesFileError(NewsdbError):
    """A publisher's file of names has an invalid line."""


class TooComplexError(NewsdbError):
    """HTML is nested too deeply, or too long, to convert."""


class TooManyRemovedError(NewsdbError):
    """Pruning would remove many more posts than is usual."""


class MemberRejectedError(NewsdbError):
    """A member of an archive is not safe to read."""


class NotANewsDatabaseError(NewsdbError):
    """A file is not a database, or not one that this version of newsdb can use."""


class DamagedContentError(NewsdbError):
    """What a database keeps of a post's file cannot be read, or is not what was kept."""


class NotDurableError(NewsdbError):
    """A database was replaced, but the change may not survive a power failure."""


class SettingsError(NewsdbError):
    """A file of settings cannot be read, or has an invalid setting."""


class ExportError(NewsdbError):
    """An export cannot be written."""


class PyarrowMissingError(ExportError):
    """Parquet files need pyarrow, which is not installed."""


class WebhookError(NewsdbError):
    """A webhook did not accept what it was sent."""


class LakeError(NewsdbError):
    """Datasets on storage cannot be read or written."""


class ClusterError(NewsdbError):
    """A cluster cannot be reached, or cannot do its work."""


class InvalidParameterError(NewsdbError):
    """A request has an unknown parameter, or one with an invalid value."""

    status = 400
    """The HTTP status of the response."""


class UnknownValueError(InvalidParameterError):
    """A filter names a source, tag, category or security that no post has."""

    status = 404


class StaleCursorError(InvalidParameterError):
    """The cursor of a copy is of a database that was rebuilt since: the copy has to start again."""

    status = 409


class ConversionTimeoutError(BaseException):
    """Converting a post takes too long."""


class QueryTimeoutError(NewsdbError):
    """A query took longer than its time limit."""


class NoSlotError(NewsdbError):
    """Too many requests of a kind are running, and waiting for one to finish took too long."""


class SuspendedError(NewsdbError):
    """A template that is rendered without `await` calls a function that has to wait."""


class ServeError(NewsdbError):
    """The server cannot start."""
