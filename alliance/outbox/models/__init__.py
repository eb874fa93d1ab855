from alliance.outbox.models.lease import Lease
from alliance.outbox.models.mail import Mail

__all__ = ["Lease", "Mail"]
