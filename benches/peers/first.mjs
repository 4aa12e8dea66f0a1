// first.mjs serve FOLDER COUNT: a PouchDB of so many visits behind its own server; prints its
// port and ends with its input. first.mjs pull FOLDER ADDRESS: takes all of it over, as its
// replicator does; prints the seconds.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const [what, folder, given] = process.argv.slice(2);
const PouchDB = require("pouchdb-core")
  .plugin(require("pouchdb-adapter-leveldb"))
  .plugin(require("pouchdb-adapter-http"))
  .plugin(require("pouchdb-replication"))
  .defaults({ prefix: folder + "/", adapter: "leveldb" });

async function serve(count) {
  const source = new PouchDB("source");
  const visit = (at) => ({
    _id: `visit-${String(at).padStart(8, "0")}`,
    patient: `A-${String(at % 1000).padStart(6, "0")}`,
    complaint: "Fever and cough for 3 days",
    examination: "Throat red, chest clear",
    advice: "Warm fluids, rest",
    systolic: 110 + (at % 40),
    pulse: 70 + (at % 30),
  });
  for (let from = 0; from < count; from += 1000) {
    const size = Math.min(1000, count - from);
    await source.bulkDocs(
      Array.from({ length: size }, (_, at) => visit(from + at)),
    );
  }
  const app = require("express")();
  const mode = "minimumForPouchDB";
  const logPath = join(folder, "log");
  app.use(
    "/",
    require("express-pouchdb")(PouchDB, {
      mode,
      inMemoryConfig: true,
      logPath,
    }),
  );
  const server = createServer(app);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  console.log(server.address().port);
  process.stdin.on("end", () => process.exit(0)).resume();
}

async function pull(address) {
  const taken = new PouchDB("taken");
  const far = new PouchDB(address, { adapter: "http", prefix: "" });
  const began = performance.now();
  const done = await taken.replicate.from(far, {
    batch_size: 1000,
    batches_limit: 10,
  });
  if (!done.ok) throw new Error(JSON.stringify(done.errors));
  console.log((performance.now() - began) / 1000);
  process.exit(0);
}

await (what === "serve" ? serve(Number(given)) : pull(given));
