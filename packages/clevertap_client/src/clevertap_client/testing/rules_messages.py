"""What goes out: whom it reaches; messages to users, external triggers, bulletins, their report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api_client_core.testing import Rule

_CREATE: Final = "Create Campaign page"
_SILENT: Final = "no page says"

RULES: Final[Mapping[str, Rule]] = {
    "frequency-caps": Rule(
        "Dashboard.frequency_caps hold how many messages somebody gets in a day of the account's, "
        "by channel. They count in Live campaigns, too, and wherever respect_frequency_caps is not "
        "false.",
        "documented",
        f"{_CREATE} and a support answer; that calls and Live campaigns heed them by default is "
        "assumed",
    ),
    "campaign-liquid": Rule(
        "Texts of the API's campaigns and of messages to users go out as they came: Liquid in them "
        "is not carried out.",
        "assumed",
        "the pages contradict each other, and speak of push only",
    ),
    "passed-over": Rule(
        "These are taken and change nothing: respect_throttle, ttl, upper_cap_for_target_segment, "
        "provider_nick_name, app_name, tag_group, respect_communication_preference, webhooks' own "
        "fields, and conversion goals but for their filter_type.",
        "assumed",
        "ours, to be simple",
    ),
    "reach": Rule(
        "E-mail needs Email, text messages and WhatsApp need Phone, push needs a token; each stops "
        "where MSG-email, MSG-sms, MSG-whatsapp or MSG-push is false.",
        "documented",
        "Upload User Profiles API",
    ),
    "send-to-users": Rule(
        "A message to users is queued even if nobody is known by what they are named by.",
        "assumed",
        _SILENT,
    ),
    "send-words": Rule(
        "A message that names nobody, more than 1000 users or more than 5 campaigns is refused in "
        "words of our own; keys of other spellings name nobody.",
        "assumed",
        "the limits and the spellings are published, the answers are not",
    ),
    "external-triggers": Rule(
        "An external trigger needs a campaign of the dashboard; its id is a text in version 1, a "
        "number in version 2.",
        "documented",
        "External Trigger API, 2026-01-27",
    ),
    "external-trigger-liquid": Rule(
        "Subject and body of the campaign see ExternalTrigger and Profile, and no Event. Who is "
        "reached, or why not, is told as of any message; nothing but mails is in the outbox.",
        "documented",
        "External Trigger API, 2026-01-27, for the tags; that Profile is there is assumed",
    ),
    "bulletins": Rule(
        "A business event must be declared, and its properties: all must come, texts only. It is "
        "kept in Dashboard.bulletins; nobody gets a message.",
        "documented",
        "Bulletins page; the words are ours",
    ),
    "admins": Rule(
        "An address that is no administrator's is answered 401; admin@example.com is one.",
        "observed",
        "a live client of custom lists; for bulletins assumed",
    ),
    "message-report": Rule(
        "The report has Live campaigns and the API's, by the day they started; days may be texts "
        "or numbers; nothing is ever viewed.",
        "assumed",
        "the shape was observed; daily adds nothing that is known",
    ),
}
