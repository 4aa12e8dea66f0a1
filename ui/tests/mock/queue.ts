import { CallError } from "../../src/api/call";
import type { Stage, Token } from "../../src/api/types";
import { board, clinicRow, doctors, must, newId, NOW, TODAY, tokens, type Handlers } from "./world";

const find = (id: string) => must(tokens.find((token) => token.id === id));

function call(token: Token): Token {
  token.stage = "with_doctor";
  token.called_at = NOW;
  return token;
}

export const queue: Handlers = {
  "queue.give": ({ patient_id, doctor_id, priority, reason }) => {
    const isHere = (token: Token) =>
      token.patient_id === patient_id && token.doctor_id === doctor_id && token.stage === "waiting";
    if (tokens.some(isHere)) throw new CallError("conflict", "errors-already-waiting");
    const letter = String.fromCharCode(65 + doctors.findIndex((one) => one.id === doctor_id));
    const number = tokens.length + 1;
    const made: Token = {
      ...{ id: newId(), patient_id, doctor_id, priority, reason, number },
      day: TODAY,
      series: "A",
      label: `${letter}${number}`,
      stage: "waiting",
      given_at: NOW,
      called_at: null,
      started_at: null,
      done_at: null,
    };
    tokens.push(made);
    return made;
  },
  "queue.board": ({ doctor_id }) =>
    board().filter((row) => doctor_id === null || row.doctor_id === doctor_id),
  "queue.call": ({ token_id }) => call(find(token_id)),
  "queue.call_next": ({ doctor_id }) => {
    const next = board().find((row) => row.doctor_id === doctor_id && row.stage === "waiting");
    return next ? call(find(next.id)) : null;
  },
  "queue.move": ({ token_id, stage }) => Object.assign(find(token_id), { stage }),
  "queue.transfer": ({ token_id, doctor_id }) => Object.assign(find(token_id), { doctor_id }),
  "queue.set_priority": ({ token_id, priority }) => Object.assign(find(token_id), { priority }),
  "queue.display": () => ({
    clinic_name: clinicRow.name,
    now: NOW,
    doctors: doctors.map(({ id, name, room }) => {
      const at = (stage: Stage) =>
        board().filter((row) => row.doctor_id === id && row.stage === stage);
      return {
        doctor_name: name,
        room,
        now_serving: at("with_doctor")[0]?.label ?? null,
        next: at("waiting")
          .slice(0, 4)
          .map((row) => row.label),
      };
    }),
  }),
};
