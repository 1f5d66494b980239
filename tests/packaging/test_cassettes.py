"""The gate finds what must not be published in recorded HTTP, and repeats none of it."""

from __future__ import annotations

import pytest

from tools.cassettes import findings


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer eyJraWQiOiIxY2UxZTEzNjE3.eyJpc3MiOiJo.c2lnbmF0dXJl",
        "Authorization:\n  - Bearer made-up-but-not-redacted",
        "X-CleverTap-Passcode:\n  - ABC-DEF-GHIJ",
        '"x-clevertap-passcode": "ABC-DEF-GHIJ"',
        "body: grant_type=refresh_token&client_secret=abcdef",
        "body: grant_type=refresh_token&refresh_token=abcdef",
        '  "access_token": "abcdef",',
        "uri: https://example.org/back?code=abcdef&state=made-up",
        "signing_key: abcdef",
        'string: \'{"email": "somebody@company.com"}\'',
        "uri: /v1/profile?email=somebody%40company.com",
        '"email": "somebody@notexample.com"',
    ],
)
def test_a_secret_or_a_persons_address_is_found_but_not_repeated(line: str) -> None:
    found = findings(f"interactions:\n{line}\n")
    assert found
    assert not any(word in text for text in found for word in ("somebody", "ABC", "abc", "made"))


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer REDACTED",
        "X-CleverTap-Passcode:\n  - REDACTED",
        "client_secret=REDACTED&grant_type=refresh_token",
        "refresh_token: REDACTED",
        "status:\n  code: 200",
        '"email": "ada@example.com", "other": "ada@mail.example.org", "third": "ada@firm.test"',
        "uri: /v1/profile?email=ada%40example.net",
    ],
)
def test_what_was_redacted_or_made_up_passes(line: str) -> None:
    assert findings(line) == []
