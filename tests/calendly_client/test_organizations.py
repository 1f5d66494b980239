"""Organizations: their people, invitations, teams and groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api_client_core.errors import Unreadable
from calendly_client import (
    AmbiguousDelivery,
    BadRequest,
    Calendly,
    Call,
    GroupInvitee,
    GroupMember,
    GroupRelationship,
    GroupRole,
    InvalidArgument,
    InvitationStatus,
    NotFound,
    Organization,
    OrganizationInvitation,
    OrganizationKind,
    OrganizationMembership,
    OrganizationPlan,
    OrganizationRole,
    OrganizationStage,
    Team,
    UnexpectedReply,
    UnknownGroupOwner,
)
from calendly_client.converter import make, read
from calendly_client.testing import Answer, CalendlySandbox, Reset

from .conftest import Colour

API = "https://api.calendly.com"
ORG = f"{API}/organizations/ORG1"
INVITATION = f"{ORG}/invitations/INV1"
MEMBERSHIP = f"{API}/organization_memberships/MEM1"
GROUP = f"{API}/groups/GROUP1"

member = {"uri": f"{API}/users/USER1", "name": "Ada", "email": "ada@example.org"}
membership = {"uri": MEMBERSHIP, "role": "admin", "user": member, "organization": ORG}
invited = {
    "uri": INVITATION,
    "organization": ORG,
    "email": "bo@example.org",
    "status": "pending",
    "last_sent_at": None,
    "created_at": "2026-10-05T09:30:00.000000Z",
    "updated_at": "2026-10-05T09:30:00Z",
}
related = {"uri": f"{API}/group_relationships/REL1", "group": GROUP, "role": "member"}

Method = Callable[[Any], Any]
Pairs = list[tuple[str, str]]

CALLS: dict[str, tuple[Method, str, str, Pairs, Any]] = {
    "an organization": (
        lambda c: c.organizations.get(ORG),
        *("GET", "/organizations/ORG1", [], None),
    ),
    "invitations": (
        lambda c: c.organizations.invitations(
            "ORG1",
            email="bo@example.org",
            status=InvitationStatus.PENDING,
            sort="created_at:desc",
            count=7,
            page_token="go on",
        ),
        "GET",
        "/organizations/ORG1/invitations",
        [
            ("email", "bo@example.org"),
            ("status", "pending"),
            ("sort", "created_at:desc"),
            ("count", "7"),
            ("page_token", "go on"),
        ],
        None,
    ),
    "an invitation by its URI, which holds both ids": (
        lambda c: c.organizations.invitation(INVITATION),
        *("GET", "/organizations/ORG1/invitations/INV1", [], None),
    ),
    "an invitation by both ids": (
        lambda c: c.organizations.invitation("INV1", organization=ORG),
        *("GET", "/organizations/ORG1/invitations/INV1", [], None),
    ),
    "invite": (
        lambda c: c.organizations.invite(ORG, email="bo@example.org"),
        *("POST", "/organizations/ORG1/invitations", [], {"email": "bo@example.org"}),
    ),
    "revoke": (
        lambda c: c.organizations.revoke_invitation(INVITATION, organization="ORG1"),
        *("DELETE", "/organizations/ORG1/invitations/INV1", [], None),
    ),
    "memberships": (
        lambda c: c.organization_memberships.list(
            user="USER1", organization="ORG1", email="ada@example.org", role="owner", count=1
        ),
        "GET",
        "/organization_memberships",
        [
            ("user", f"{API}/users/USER1"),
            ("organization", ORG),
            ("email", "ada@example.org"),
            ("role", "owner"),
            ("count", "1"),
        ],
        None,
    ),
    "a membership": (
        lambda c: c.organization_memberships.get(MEMBERSHIP),
        *("GET", "/organization_memberships/MEM1", [], None),
    ),
    "remove a member": (
        lambda c: c.organization_memberships.delete("MEM1"),
        *("DELETE", "/organization_memberships/MEM1", [], None),
    ),
    "teams": (
        lambda c: c.teams.list(user="USER1"),
        *("GET", "/teams", [("user", f"{API}/users/USER1"), ("count", "100")], None),
    ),
    "a team": (lambda c: c.teams.get("TEAM1"), "GET", "/teams/TEAM1", [], None),
    "groups": (
        lambda c: c.groups.list(organization="ORG1"),
        *("GET", "/groups", [("organization", ORG), ("count", "100")], None),
    ),
    "a group": (lambda c: c.groups.get(GROUP), "GET", "/groups/GROUP1", [], None),
    "relationships": (
        lambda c: c.group_relationships.list(
            organization=ORG, owner=INVITATION, group="GROUP1", page_token="t"
        ),
        "GET",
        "/group_relationships",
        [
            ("organization", ORG),
            ("owner", INVITATION),
            ("group", GROUP),
            ("count", "100"),
            ("page_token", "t"),
        ],
        None,
    ),
    "a relationship": (
        lambda c: c.group_relationships.get("REL1"),
        *("GET", "/group_relationships/REL1", [], None),
    ),
}


@pytest.mark.parametrize(
    ("method", "verb", "path", "query", "body"), CALLS.values(), ids=CALLS.keys()
)
def test_a_method_sends_just_this(
    method: Method, verb: str, path: str, query: Pairs, body: Any
) -> None:
    call: Call[Any] = method(Calendly("no-token").describe)
    assert (call.method, call.request(API, ()).url.partition("?")[0]) == (verb, f"{API}{path}")
    assert (list(call.query), call.body and call.body.data) == (query, body)
    assert call.idempotent is (verb != "POST")
    assert "@" not in repr(call)


WRONG: list[tuple[str, str, Method]] = [
    ("organization", "of users", lambda c: c.organizations.get(f"{API}/users/U1")),
    ("email", "one e-mail address", lambda c: c.organizations.invite(ORG, email="bo")),
    ("email", "one e-mail", lambda c: c.organizations.invite(ORG, email="a@b.org, c@d.org")),
    ("email", "one e-mail", lambda c: c.organizations.invitations(ORG, email="")),
    ("invitation", "bare id", lambda c: c.organizations.invitation("INV1")),
    ("invitation", "organization's id", lambda c: c.organizations.revoke_invitation("INV1")),
    ("invitation", "of organizations", lambda c: c.organizations.invitation(ORG)),
    (
        "organization",
        "not the one that the invitation's URI names",
        lambda c: c.organizations.revoke_invitation(INVITATION, organization="ORG2"),
    ),
    ("count", "1 to 100", lambda c: c.organizations.invitations(ORG, count=101)),
    ("count", "1 to 100", lambda c: c.organization_memberships.list(user="U1", count=True)),
    ("email", "one e-mail", lambda c: c.organization_memberships.list(user="U1", email="@")),
    ("user", "or organization=", lambda c: c.organization_memberships.list(role="owner")),
    ("membership", "of users", lambda c: c.organization_memberships.delete(member["uri"])),
    ("user", "is empty", lambda c: c.teams.list(user="")),
    ("team", "is empty", lambda c: c.teams.get("")),
    ("organization", "is empty", lambda c: c.groups.list(organization=None)),
    ("group", "of teams", lambda c: c.groups.get(f"{API}/teams/T1")),
    ("owner", "not an id", lambda c: c.group_relationships.list(owner="MEM1")),
    ("owner", "of users", lambda c: c.group_relationships.list(owner=member["uri"])),
    ("owner", "has no id", lambda c: c.group_relationships.list(owner=f"{ORG}/invitations/..")),
    ("relationship", "of groups", lambda c: c.group_relationships.get(GROUP)),
]


@pytest.mark.parametrize(("name", "problem", "method"), WRONG)
def test_a_wrong_argument_is_named(name: str, problem: str, method: Method) -> None:
    with pytest.raises(InvalidArgument, match=problem) as wrong:
        method(Calendly("no-token").describe)
    assert wrong.value.name == name


def test_an_organization_tells_its_plan(colour: Colour, sandbox: CalendlySandbox) -> None:
    sandbox.fail(
        Answer.json(
            {
                "resource": {
                    "uri": ORG,
                    "name": "Quay & Sons",
                    "kind": "multiple",
                    "plan": "standard",
                    "stage": "paid",
                    "created_at": "2024-10-05T09:30:00.000000Z",
                }
            }
        )
    )
    found = colour.run(colour.client(sandbox).organizations.get(ORG))
    assert (found.name, found.kind) == ("Quay & Sons", OrganizationKind.MULTIPLE)
    assert (found.plan, found.stage) == (OrganizationPlan.STANDARD, OrganizationStage.PAID)
    assert found.updated_at is None


def test_an_organization_of_old_has_no_kind_and_one_to_come_another_plan() -> None:
    found = read({"uri": ORG, "plan": "galaxy", "stage": None}, Organization, "resource")
    assert (found.kind, found.stage, found.name) == (None, None, None)
    assert found.plan == "galaxy"
    assert isinstance(found.plan, OrganizationPlan)
    assert not found.plan.is_known


def test_people_are_found_by_address(colour: Colour, sandbox: CalendlySandbox) -> None:
    sandbox.fail(Answer.json({"collection": [membership], "pagination": {"next_page_token": "t"}}))
    sandbox.fail(Answer.json({"collection": [], "pagination": {}}))
    memberships = colour.client(sandbox).organization_memberships
    found = colour.all(memberships.list(organization="ORG1", email="ada@example.org"))
    assert [(m.role, m.user.name, m.user.timezone) for m in found] == [
        (OrganizationRole.ADMIN, "Ada", None)
    ]
    again = dict(sandbox.journal[1].request.query)
    assert again == {
        "organization": ORG,
        "email": "ada@example.org",
        "count": "100",
        "page_token": "t",
    }


def test_an_invitation_is_sent_once_even_if_its_fate_is_unknown(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    sandbox.fail(Reset(), method="POST", times=5)
    with pytest.raises(AmbiguousDelivery):
        colour.run(colour.client(sandbox).organizations.invite(ORG, email="bo@example.org"))
    assert len(sandbox.journal) == 1


def test_an_invitation_that_was_sent_already_says_so(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    said = {"title": "Already Invited", "message": "bo@example.org has already been invited"}
    sandbox.fail(Answer.json(said, 400))
    with pytest.raises(BadRequest) as refused:
        colour.run(colour.client(sandbox).organizations.invite(ORG, email="bo@example.org"))
    assert refused.value.title == "Already Invited"
    assert "bo@example.org" not in str(refused.value)


def test_an_invitation_is_read_before_and_after_it_is_accepted(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    organizations = colour.client(sandbox).organizations
    sandbox.fail(Answer.json({"resource": invited}, 201))
    pending = colour.run(organizations.invite(ORG, email="bo@example.org"))
    assert (pending.status, pending.user, pending.last_sent_at) == (
        InvitationStatus.PENDING,
        None,
        None,
    )
    accepted = {**invited, "status": "accepted", "user": member["uri"]}
    sandbox.fail(Answer.json({"resource": accepted}))
    assert colour.run(organizations.invitation(pending.uri)).user == member["uri"]


def test_what_is_revoked_or_removed_gives_nothing(colour: Colour, sandbox: CalendlySandbox) -> None:
    client = colour.client(sandbox)
    sandbox.fail(Answer(204), times=2)
    assert colour.run(client.organizations.revoke_invitation(INVITATION)) is None
    assert colour.run(client.organization_memberships.delete(MEMBERSHIP)) is None
    sandbox.fail(Answer.json({"title": "Resource Not Found", "message": "Gone."}, 404))
    with pytest.raises(NotFound):
        colour.run(client.organization_memberships.delete(MEMBERSHIP))


def test_the_owner_of_a_relationship_is_a_member_or_was_asked_to_be_one(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    owners: list[dict[str, Any]] = [
        {**membership, "type": "OrganizationMembership"},
        {**invited, "type": "OrganizationInvitation"},
        {"type": "Robot", "uri": f"{API}/robots/R2"},
    ]
    sandbox.fail(Answer.json({"collection": [{**related, "owner": owner} for owner in owners]}))
    joined, asked, robot = colour.all(colour.client(sandbox).group_relationships.list(group=GROUP))
    assert isinstance(joined.owner, GroupMember)
    assert isinstance(joined.owner, OrganizationMembership)
    assert (joined.role, joined.owner.user.name) == (GroupRole.MEMBER, "Ada")
    assert isinstance(asked.owner, GroupInvitee)
    assert isinstance(asked.owner, OrganizationInvitation)
    assert asked.owner.status == InvitationStatus.PENDING
    assert robot.owner == UnknownGroupOwner(type="Robot", data=owners[2])
    assert [r.email for r in (joined, asked, robot)] == ["ada@example.org", "bo@example.org", None]


def test_an_owner_comes_out_as_it_went_in() -> None:
    owner = {**membership, "type": "OrganizationMembership"}
    told = {**related, "owner": owner}
    kept = make().unstructure(read(told, GroupRelationship, "resource"))
    assert {key: kept["owner"][key] for key in ("uri", "role", "organization", "type")} == {
        key: owner[key] for key in ("uri", "role", "organization", "type")
    }


def test_a_page_with_a_broken_owner_says_where(colour: Colour, sandbox: CalendlySandbox) -> None:
    nobody = dict[str, str]()
    owner = {"type": "OrganizationMembership", "uri": MEMBERSHIP, "organization": ORG}
    sandbox.fail(Answer.json({"collection": [{**related, "owner": {**owner, "user": nobody}}]}))
    with pytest.raises(UnexpectedReply) as broken:
        colour.all(colour.client(sandbox).group_relationships.list())
    assert set(broken.value.problems) >= {
        "missing @ $.collection[0].owner.role",
        "missing @ $.collection[0].owner.user.email",
    }


@pytest.mark.parametrize("owner", [None, "text", [], 5])
def test_nothing_but_an_object_is_an_owner(owner: object) -> None:
    with pytest.raises(Unreadable, match=r"not an object @ \$.resource.owner"):
        read({**related, "owner": owner}, GroupRelationship, "resource")


def test_teams_and_groups_are_read_with_little_in_them(
    colour: Colour, sandbox: CalendlySandbox
) -> None:
    client = colour.client(sandbox)
    sandbox.fail(Answer.json({"collection": [{"uri": "t", "name": "Quay"}], "pagination": None}))
    assert colour.all(client.teams.list()) == (Team(uri="t", name="Quay"),)
    sandbox.fail(Answer.json({"resource": {"uri": GROUP, "name": "Dock", "member_count": 3.0}}))
    group = colour.run(client.groups.get("GROUP1"))
    assert (group.name, group.member_count, group.organization) == ("Dock", 3, None)
