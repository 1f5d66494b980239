"""Applications, and the tokens that they are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

from .sources import SILENT

_GUIDE: Final = "API documentation, OAuth"
_ROTATION: Final = "API guide, how to handle single-use refresh tokens"

RULES: Final[Mapping[str, Rule]] = {
    "oauth_page": Rule(
        "The page of consent is on the same host as the API, and the owner agrees at once.",
        "assumed",
        "ours, to be simple: Calendly asks a person, on a host of its own",
    ),
    "oauth_code": Rule("A code is good for 10 minutes, and once.", "documented", _GUIDE),
    "oauth_pkce": Rule(
        "Every application needs a challenge of the method S256; the verifier must fit it.",
        "assumed",
        "asked of all applications by the documentation; that others are refused is our guess",
    ),
    "oauth_redirect": Rule(
        "An unknown application, or a redirect that it has not registered, gets an error and no "
        "redirect.",
        "assumed",
        "RFC 6749, section 4.1.2.1",
    ),
    "oauth_client": Rule(
        "Web applications show themselves by HTTP Basic or in the form, native ones by their id "
        "in the form; else the answer is 401 with invalid_client.",
        "documented",
        f"{_GUIDE}; that the form serves web applications was observed, the error is RFC 6749's",
    ),
    "oauth_errors": Rule(
        "Errors are objects with error and error_description.", "observed", "fixtures of 2024"
    ),
    "oauth_expiry": Rule("An access token is good for 2 hours.", "documented", _GUIDE),
    "oauth_rotation": Rule(
        "A refresh token is good for one success, whose answer has the next; used again, it is "
        "refused with 400 and invalid_grant.",
        "documented",
        _ROTATION,
    ),
    "oauth_old_token": Rule(
        "A refresh leaves the access token before it good until its end, and using a spent "
        "refresh token ends nothing.",
        "assumed",
        SILENT,
    ),
    "oauth_rate": Rule(
        "A user gets 8 tokens a minute; more are answered with 429, and spend nothing.",
        "documented",
        "API overview, rate limits; the body and the headers are assumed",
    ),
    "oauth_scope": Rule(
        "A token is for the scopes that were asked for, by default all of the application's; "
        "an application without any has the scope default, which is everything.",
        "assumed",
        "the scope default is documented, the rest is RFC 6749",
    ),
    "oauth_revoke": Rule(
        "Revoking either token ends both; an unknown one is answered alike.",
        "assumed",
        "RFC 7009, section 2",
    ),
    "oauth_asker": Rule(
        "Revoking and introspecting take the id and the secret in the form; others, and tokens "
        "of others, are answered with 403.",
        "documented",
        f"{_GUIDE}; which error it is, is assumed",
    ),
    "oauth_introspect": Rule(
        "A token that is not good any more is told as inactive, and nothing else of it.",
        "documented",
        _GUIDE,
    ),
}
