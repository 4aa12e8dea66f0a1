// find.mjs PEOPLE.jsonl ASKED.json FOLDER: beginnings of names through PouchDB's find, with the
// index that it wants. Prints how long each took and how many found anybody.
import { readFileSync } from "node:fs";
import Core from "pouchdb-core";
import leveldb from "pouchdb-adapter-leveldb";
import find from "pouchdb-find";

const [people, asked, folder] = process.argv.slice(2);
const PouchDB = Core.plugin(leveldb).plugin(find);
const db = new PouchDB(folder, { adapter: "leveldb" });
const docs = readFileSync(people, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line))
  .map(([_id, name, phone]) => ({ _id, name, phone }));
for (let at = 0; at < docs.length; at += 1000)
  await db.bulkDocs(docs.slice(at, at + 1000));
await db.createIndex({ index: { fields: ["name"] } });
const look = (text) =>
  db.find({
    selector: { name: { $gte: text, $lt: `${text}\ufff0` } },
    limit: 20,
  });
await look("a");
const times = [];
let shown = 0;
for (const text of JSON.parse(readFileSync(asked, "utf8"))) {
  const began = performance.now();
  const { docs: found } = await look(text);
  times.push(performance.now() - began);
  shown += found.length > 0 ? 1 : 0;
}
await db.close();
console.log(JSON.stringify({ times, shown }));
