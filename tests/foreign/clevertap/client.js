// CleverTap's own Node client works with an account; prints what it was answered, as JSON.
"use strict";

const CleverTap = require("clevertap");

const { URL: url, ACCOUNT_ID: id, PASSCODE: passcode, TODAY: today, CURRENT: ts } = process.env;
const client = CleverTap.init(id, passcode, CleverTap.REGIONS.INDIA);
client.api.apiEndpoint = `${url}/1`; // the one thing that is changed
const query = { event_name: "Berth Booked", from: Number(today), to: Number(today) };

async function campaign() {
  const content = { title: "The new pier", body: "Open now.", platform_specific: { android: { wzrk_cid: "news" } } };
  const body = { name: "New pier", where: query, content, devices: ["android"], when: "now" };
  const estimated = await client.targets(client.TARGET_ESTIMATE, { ...body });
  const created = await client.targets(client.TARGET_CREATE, { ...body, estimate_only: false });
  const listed = await client.targets(client.TARGET_LIST, { from: Number(today), to: Number(today) });
  const result = await client.targets(client.TARGET_RESULT, { id: created.id });
  const stopped = await client.targets(client.TARGET_STOP, { id: created.id });
  return { estimated, created, listed, result, stopped };
}

async function main() {
  const people = Array.from({ length: 60 }, (_, n) => `crew-${n}`);
  const profiles = people.map((identity) => ({
    type: "profile",
    identity,
    profileData: { Name: identity, Email: `${identity}@example.org`, Plan: "Gold" },
  }));
  const events = people.map((identity, n) => ({
    type: "event",
    identity,
    ts: Number(ts),
    evtName: "Berth Booked",
    evtData: { Nights: n + 1, Leaves: `$D_${ts}` },
  }));
  const refused = [{ type: "event", identity: "crew-0", evtName: "Notification Sent", evtData: {} }];
  const device = { type: "profile", objectId: "__9f", profileData: { identity: "crew-0" } };
  const token = { type: "token", objectId: "__9f", tokenData: { id: "t-1", type: "fcm" } };

  const told = {
    uploaded: await client.upload([...profiles, ...events]),
    devices: await client.upload([device, token]),
    refused: await client.upload(refused),
    profile: await client.profile({ email: "crew-7@example.org" }),
    profiles: await client.profiles(query, { batchSize: 50 }),
    events: await client.events(query, { batchSize: 50 }),
    profilesCount: await client.getProfilesCount(query),
    eventsCount: await client.getEventsCount(query),
    campaign: await campaign(),
    deleted: await client.delete({ identity: ["crew-59"] }),
  };
  process.stdout.write(JSON.stringify(told));
}

main();
