"""All that an organization keeps besides its meetings."""

from __future__ import annotations

from attrs import frozen

from .contact_lists import ContactLists, Notes
from .contacts import Contacts
from .forms import Forms
from .hours import Hours
from .recaps import Recaps
from .records import Records
from .staff import Staff
from .world import World


@frozen
class Office:
    """The desks of an organization; each keeps its own things in the world."""

    world: World

    @property
    def staff(self) -> Staff:
        """Memberships, invitations, groups, teams."""
        return Staff(self.world)

    @property
    def hours(self) -> Hours:
        """Schedules, busy times, meeting limits, locations."""
        return Hours(self.world)

    @property
    def forms(self) -> Forms:
        """Routing forms and submissions."""
        return Forms(self.world)

    @property
    def contacts(self) -> Contacts:
        """Contacts and their custom fields."""
        return Contacts(self.world)

    @property
    def lists(self) -> ContactLists:
        """Lists and views of contacts."""
        return ContactLists(self.world)

    @property
    def notes(self) -> Notes:
        """Notes about contacts."""
        return Notes(self.world)

    @property
    def recaps(self) -> Recaps:
        """Meeting recaps."""
        return Recaps(self.world)

    @property
    def records(self) -> Records:
        """The activity log, outgoing communications, deletions."""
        return Records(self.world)
