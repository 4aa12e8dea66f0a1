// A made-up clinic in memory, in the shape of the contract: for development (`?mock` in the
// address) and for tests. It never reaches the production bundle.
//   ?mock            an open desk, nobody signed in; every password but "wrong" opens
//   ?mock=new        a desk that was never set up
//   &many            a hundred thousand patients in every list
//   &empty           no patients, tokens or visits
//   &fail=ROUTE      that route answers with an error;  &slow=ROUTE  it answers after 3 s
import { CallError, type Envelope, type Transport } from "../src/api/call";
import { billing } from "./mock/billing";
import { clinic } from "./mock/clinic";
import { desk } from "./mock/desk";
import { patients } from "./mock/patients";
import { queue } from "./mock/queue";
import { visits } from "./mock/visits";
import type { Handlers } from "./mock/world";
import { clinical } from "./mock_clinical";

const handlers: Handlers = {
  ...desk,
  ...clinic,
  ...patients,
  ...queue,
  ...visits,
  ...billing,
  ...clinical,
};
const done = new Map<string, unknown>();

export const mock: Transport = async (envelope: Envelope) => {
  const asked = new URLSearchParams(location.search);
  const isSlow = asked.getAll("slow").includes(envelope.route);
  await new Promise((go) => setTimeout(go, isSlow ? 3000 : 15));
  try {
    if (asked.getAll("fail").includes(envelope.route))
      throw new CallError("storage", "errors-storage");
    const key = envelope.request ? `${envelope.route} ${envelope.request}` : null;
    if (key && done.has(key)) return { ok: done.get(key) };
    const handler = new Map<string, unknown>(Object.entries(handlers)).get(envelope.route);
    if (typeof handler !== "function")
      throw new CallError("internal", `no mock for ${envelope.route}`);
    const ok: unknown = structuredClone(handler(structuredClone(envelope.args)));
    if (key) done.set(key, ok);
    return { ok };
  } catch (problem) {
    if (!(problem instanceof CallError)) throw problem;
    const { code, message, args, field } = problem;
    return { error: { code, message, args, field } };
  }
};
