// The same days of work through the peers, as each does it best: bytes of a change on the wire
// in groups of 1,000, 50 and 10, and how many a second another replica takes in. Reads lines
// `[kind, table, row, {field: value}]`; writes one line of JSON for each peer. Bytes are the
// smaller of what the peer emits and that gzipped: none of them is made to look worse.
import { readFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const require = createRequire(import.meta.url);
const RUNS = 5;
const GROUPS = [1000, 50, 10];
/** Documents: replication over HTTP is too slow for all of them five times. */
const POUCH_OPS = 2000;

const ops = readFileSync(process.argv[2], "utf8")
  .split("\n")
  .filter((line) => line)
  .map((line) => JSON.parse(line));

const packages = join(import.meta.dirname, "node_modules");
const version = (name) =>
  JSON.parse(readFileSync(join(packages, name, "package.json"))).version;
const small = (bytes) => Math.min(bytes.length, gzipSync(bytes).length);
const median = (numbers) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

function groups(of, size) {
  const parts = [];
  for (let at = 0; at + size <= of.length; at += size)
    parts.push(of.slice(at, at + size));
  return parts;
}

/** Seconds on a processor, all threads of this process. */
async function seconds(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function rate(count, work) {
  const found = [];
  for (let run = 0; run < RUNS; run += 1)
    found.push(count / (await seconds(work)));
  return median(found);
}

/** A peer in memory: `write` makes the message of each group, `read` takes them in. */
async function inMemory(peer, name, make) {
  const bytes = {};
  let messages = [];
  for (const size of [...GROUPS].reverse()) {
    const parts = groups(ops, size);
    messages = make.write(parts);
    const sum = messages.reduce((all, message) => all + small(message), 0);
    bytes[size] = sum / (parts.length * size);
  }
  const count = messages.length * GROUPS[0];
  const apply = await rate(count, () => make.read(messages));
  const all = make.whole(messages);
  const rows = new Set(ops.slice(0, count).map(([, table, row]) => table + row))
    .size;
  return {
    peer,
    version: version(name),
    bytes,
    apply,
    record: small(all) / rows,
  };
}

async function automerge() {
  const A = await import("@automerge/automerge");
  const scalar = (value) =>
    typeof value === "string" ? new A.ImmutableString(value) : value;
  const write = (parts) => {
    let doc = A.init();
    return parts.map((part) => {
      doc = A.change(doc, (draft) => {
        for (const [, table, row, fields] of part) {
          draft[table] ??= {};
          draft[table][row] ??= {};
          const place = draft[table][row];
          for (const [field, value] of Object.entries(fields))
            place[field] = scalar(value);
        }
      });
      return A.getLastLocalChange(doc);
    });
  };
  const read = (messages) => A.applyChanges(A.init(), messages)[0];
  const whole = (messages) => A.save(read(messages));
  return inMemory("Automerge", "@automerge/automerge", { write, read, whole });
}

async function loro() {
  const { LoroDoc, LoroMap } = await import("loro-crdt");
  const write = (parts) => {
    const doc = new LoroDoc();
    return parts.map((part) => {
      const from = doc.version();
      for (const [, table, row, fields] of part) {
        const place = doc
          .getMap(table)
          .getOrCreateContainer(row, new LoroMap());
        for (const [field, value] of Object.entries(fields))
          place.set(field, value);
      }
      doc.commit();
      return doc.export({ mode: "update", from });
    });
  };
  const read = (messages) => {
    const doc = new LoroDoc();
    for (const message of messages) doc.import(message);
    return doc;
  };
  const whole = (messages) => read(messages).export({ mode: "snapshot" });
  return inMemory("Loro", "loro-crdt", { write, read, whole });
}

async function yjs() {
  const Y = await import("yjs");
  const write = (parts) => {
    const doc = new Y.Doc();
    let last = null;
    doc.on("updateV2", (update) => (last = update));
    return parts.map((part) => {
      doc.transact(() => {
        for (const [, table, row, fields] of part) {
          const rows = doc.getMap(table);
          if (!rows.has(row)) rows.set(row, new Y.Map());
          const place = rows.get(row);
          for (const [field, value] of Object.entries(fields))
            place.set(field, value);
        }
      });
      return last;
    });
  };
  const read = (messages) => {
    const doc = new Y.Doc();
    for (const message of messages) Y.applyUpdateV2(doc, message);
    return doc;
  };
  const whole = (messages) => Y.encodeStateAsUpdateV2(read(messages));
  return inMemory("Yjs", "yjs", { write, read, whole });
}

/** It expects a browser: its wasm comes from the package's folder, its files stay in memory. */
async function crsqlite() {
  globalThis.indexedDB ??= { open: () => ({ addEventListener() {} }) };
  const wasm = join(packages, "@vlcn.io/crsqlite-wasm/dist/crsqlite.wasm");
  const fetched = globalThis.fetch;
  globalThis.fetch = async () =>
    new Response(readFileSync(wasm), {
      headers: { "content-type": "application/wasm" },
    });
  const { default: open } = await import("@vlcn.io/crsqlite-wasm");
  const sqlite = await open(() => wasm);
  globalThis.fetch = fetched;
  const tables = new Map();
  for (const [, table, , fields] of ops) {
    const known = tables.get(table) ?? new Set();
    Object.keys(fields).forEach((field) => known.add(field));
    tables.set(table, known);
  }
  const empty = async () => {
    const db = await sqlite.open(":memory:");
    for (const [table, fields] of tables) {
      const columns = [...fields].map((field) => `"${field}"`).join(", ");
      await db.exec(
        `CREATE TABLE "${table}" (id PRIMARY KEY NOT NULL, ${columns})`,
      );
      await db.exec(`SELECT crsql_as_crr('${table}')`);
    }
    return db;
  };
  const CHANGES = `SELECT "table", pk, cid, val, col_version, db_version, site_id, cl, seq
                   FROM crsql_changes WHERE db_version > ? ORDER BY db_version, seq`;
  const bytes = {};
  let messages = [];
  for (const size of [...GROUPS].reverse()) {
    const db = await empty();
    messages = [];
    const parts = groups(ops, size).slice(0, Math.ceil(POUCH_OPS / size));
    let seen = 0;
    for (const part of parts) {
      await db.tx(async (tx) => {
        for (const [, table, row, fields] of part) {
          const names = Object.keys(fields);
          const columns = names.map((name) => `"${name}"`);
          const set = columns
            .map((name) => `${name} = excluded.${name}`)
            .join(", ");
          await tx.exec(
            `INSERT INTO "${table}" (${["id", ...columns].join(", ")})
             VALUES (${["?", ...names.map(() => "?")].join(", ")})
             ON CONFLICT DO ${set ? `UPDATE SET ${set}` : "NOTHING"}`,
            [row, ...Object.values(fields)],
          );
        }
      });
      messages.push(await db.execA(CHANGES, [seen]));
      [[seen]] = await db.execA("SELECT crsql_db_version()");
    }
    // Site and version stand once, as a careful sender would write them; ids as text.
    const packed = (message) =>
      Buffer.from(
        JSON.stringify(
          message.map(([table, pk, cid, val, version, , , cl, seq]) => [
            table,
            Buffer.from(pk).toString("base64"),
            cid,
            val,
            version,
            cl,
            seq,
          ]),
        ),
      );
    const sum = messages.reduce(
      (all, message) => all + small(packed(message)),
      0,
    );
    bytes[size] = sum / (parts.length * size);
    await db.close();
  }
  const count = messages.length * GROUPS[0];
  const apply = await rate(count, async () => {
    const db = await empty();
    for (const message of messages)
      await db.tx(async (tx) => {
        for (const change of message)
          await tx.exec(
            "INSERT INTO crsql_changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            change,
          );
      });
    await db.close();
  });
  return {
    peer: "cr-sqlite (wasm)",
    version: version("@vlcn.io/crsqlite-wasm"),
    bytes,
    apply,
  };
}

async function pouchdb() {
  const folder = mkdtempSync(join(tmpdir(), "peers-"));
  const PouchDB = require("pouchdb-core")
    .plugin(require("pouchdb-adapter-leveldb"))
    .plugin(require("pouchdb-adapter-http"))
    .plugin(require("pouchdb-replication"))
    .defaults({ prefix: folder + "/", adapter: "leveldb" });
  const app = require("express")();
  app.use(
    "/",
    require("express-pouchdb")(PouchDB, {
      mode: "minimumForPouchDB",
      inMemoryConfig: true,
      logPath: join(folder, "log"),
    }),
  );
  let sockets = [];
  const server = createServer(app).on("connection", (socket) =>
    sockets.push(socket),
  );
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const address = `http://127.0.0.1:${server.address().port}/`;
  const source = new PouchDB("source");
  const known = new Map();
  for (const part of groups(ops.slice(0, POUCH_OPS), 100)) {
    for (const [, table, row, fields] of part) {
      const _id = table + row;
      known.set(_id, { ...known.get(_id), ...fields, _id });
    }
    const ids = [...new Set(part.map(([, table, row]) => table + row))];
    const done = await source.bulkDocs(ids.map((id) => known.get(id)));
    done.forEach((one) => (known.get(one.id)._rev = one.rev));
  }
  const count = (await source.info()).doc_count;
  const carried = () =>
    sockets.reduce(
      (all, { bytesRead, bytesWritten }) => all + bytesRead + bytesWritten,
      0,
    );
  const bytes = {};
  for (const size of GROUPS) {
    sockets = [];
    const remote = new PouchDB(`${address}up${size}`, { adapter: "http" });
    await source.replicate.to(remote, { batch_size: size });
    bytes[size] = carried() / count;
  }
  let run = 0;
  const apply = await rate(count, async () => {
    const to = new PouchDB(`copy${(run += 1)}`);
    await to.replicate.from(source, { batch_size: 1000 });
  });
  const putRate = await rate(500, async () => {
    const to = new PouchDB(`put${(run += 1)}`);
    const docs = [...known.values()].slice(0, 500);
    for (const { _rev, ...doc } of docs) await to.put(doc);
  });
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
  return {
    peer: "PouchDB",
    version: version("pouchdb-core"),
    bytes,
    apply,
    put: putRate,
  };
}

const asked = process.argv.slice(3);
const PEERS = { automerge, loro, yjs, crsqlite, pouchdb };
for (const [name, race] of Object.entries(PEERS)) {
  if (asked.length && !asked.includes(name)) continue;
  try {
    console.log(JSON.stringify(await race()));
  } catch (error) {
    console.log(
      JSON.stringify({ peer: name, failed: String(error.stack ?? error) }),
    );
  }
}
process.exit(0);
