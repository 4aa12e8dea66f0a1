"""GNU Health on SQLite by its own JSON-RPC: register, find, prescribe.

hms.py FOLDER PEOPLE REGISTERED: FOLDER holds the venv `venv`; prints one line of JSON. The people
beside those registered are put into the database as rows, which takes seconds instead of hours.
"""

import base64
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

FOLDER, PEOPLE, REGISTERED = Path(sys.argv[1]).resolve(), int(sys.argv[2]), int(sys.argv[3])
BIN = FOLDER / "venv" / "bin"
DATA = FOLDER / "data"
PASSWORD = "seven green parrots"
PORT = int(os.environ.get("HMS_PORT", "18069"))
NAMES = ["Asha", "Bharat", "Chitra", "Dinesh", "Esha", "Farhan", "Gita", "Harish", "Indira", "Javed"]
FAMILIES = ["Rao", "Pawar", "Khan", "Iyer", "Das", "Singh", "Nair", "Patel", "More", "Shah"]
dice = random.Random(7)


def install():
    """As the vendor says: an empty database, then the module with all it needs."""
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(parents=True)
    (DATA / "trytond.conf").write_text(
        f"[database]\nuri = sqlite://\npath = {DATA}\n[web]\nlisten = 127.0.0.1:{PORT}\n"
        "[session]\ntimeout = 86400\nmax_age = 864000\n"
    )
    (DATA / "gh.sqlite").touch()
    (DATA / "password").write_text(PASSWORD + "\n")
    subprocess.run(
        [BIN / "trytond-admin", "-c", DATA / "trytond.conf", "-d", "gh", "--email", "a@b.example",
         "--password", "-u", "health", "--activate-dependencies"],
        env={**os.environ, "TRYTONPASSFILE": str(DATA / "password")},
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )


def fill(count):
    """As the last that its own create wrote, for people who are only there to be many."""
    db = sqlite3.connect(DATA / "gh.sqlite")
    db.row_factory = sqlite3.Row

    def like_the_last(table, rows):
        last = dict(db.execute(f"SELECT * FROM {table} ORDER BY id DESC LIMIT 1").fetchone())
        marks = ",".join("?" * len(last))
        columns = ",".join(f'"{column}"' for column in last)
        made = ([{**last, **row, "id": last["id"] + 1 + at}[column] for column in last]
                for at, row in enumerate(rows))
        db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", made)
        return last["id"] + 1

    people = [{"name": dice.choice(NAMES) + dice.choice(["", "lal", "devi", "kumar"]),
               "lastname": f"{dice.choice(FAMILIES)}{at}", "code": f"X{at:07}",
               "ref": f"N{at:07}", "federation_account": f"INDN{at:07}"} for at in range(count)]
    first = like_the_last("party_party", people)
    like_the_last("gnuhealth_patient", [{"party": first + at} for at in range(count)])
    db.commit()
    db.close()
    return people


class Server:
    def __enter__(self):
        self.log = open(DATA / "server.log", "w")
        self.child = subprocess.Popen(
            [BIN / "trytond", "-c", DATA / "trytond.conf", "-d", "gh"],
            stdout=self.log, stderr=self.log,
        )
        self.session = None
        for _ in range(300):
            try:
                user, session = self.raw("common.db.login", "admin", {"password": PASSWORD}, "en")[:2]
                break
            except OSError:
                time.sleep(0.2)
        text = f"admin:{user}:{session}".encode()
        self.session = "Session " + base64.b64encode(text).decode()
        self.context = self.raw("model.res.user.get_preferences", True, {})
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait()

    def raw(self, method, *params):
        body = json.dumps({"id": 1, "method": method, "params": params}).encode()
        headers = {"Content-Type": "application/json"}
        if self.session:
            headers["Authorization"] = self.session
        request = urllib.request.Request(f"http://127.0.0.1:{PORT}/gh/", body, headers)
        with urllib.request.urlopen(request, timeout=120) as answer:
            found = json.load(answer)
        if isinstance(found, dict) and found.get("error"):
            raise RuntimeError(f"{method}: {found['error'][:2]}")
        return found["result"] if isinstance(found, dict) else found

    def call(self, model, method, *params):
        return self.raw(f"model.{model}.{method}", *params, self.context)

    def cpu(self):
        """Seconds on a processor, with its threads."""
        fields = Path(f"/proc/{self.child.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def date(year, month, day):
    return {"__class__": "date", "year": year, "month": month, "day": day}


def person(given, family, **more):
    return {"name": given, "lastname": family, "is_person": True, "gender": "f",
            "dob": date(1990, 1, 1), "fed_country": "IND", **more}


def register(server, at):
    party = person(dice.choice(NAMES), f"{dice.choice(FAMILIES)}{at}", is_patient=True)
    [party] = server.call("party.party", "create", [party])
    [patient] = server.call("gnuhealth.patient", "create", [{"party": party}])
    return patient


def prescriber(server):
    """The signed-in user is a health professional, and there are drugs."""
    [party] = server.call("party.party", "create", [
        person("Kavita", "Rao", is_healthprof=True, internal_user=1)])
    [doctor] = server.call("gnuhealth.healthprofessional", "create", [{"party": party}])
    user = server.raw("model.res.user.search", [("login", "=", "admin")], 0, None, None, {})[0]
    server.call("party.party", "write", [party], {"internal_user": user})
    [unit] = server.call("product.uom", "search", [["symbol", "=", "u"]], 0, 1, None)
    drugs = []
    for at in range(5):
        [template] = server.call("product.template", "create", [
            {"name": f"Drug {at}", "default_uom": unit, "type": "goods",
             "products": [["create", [{"is_medicament": True}]]]}])
        [product] = server.call("product.product", "search", [["template", "=", template]], 0, 1, None)
        drugs += server.call("gnuhealth.medicament", "create", [
            {"product": product, "active_component": f"Substance {at}"}])
    return drugs


def prescribe(server, patient, drugs):
    lines = [{"medicament": drug, "dose": 500.0, "quantity": 10, "frequency": 8,
              "frequency_unit": "hours", "duration": 5} for drug in drugs]
    [order] = server.call("gnuhealth.prescription.order", "create", [
        {"patient": patient, "prescription_warning_ack": True,
         "prescription_line": [["create", lines]]}])
    server.call("gnuhealth.prescription.order", "create_prescription", [order])
    return order


def find(server, family):
    domain = [["lastname", "ilike", f"%{family}%"]]
    fields = ["rec_name", "puid", "age", "gender"]
    return server.call("gnuhealth.patient", "search_read", domain, 0, 20, None, fields)


def timed(server, count, act):
    times, cpu = [], server.cpu()
    for at in range(count):
        began = time.perf_counter()
        act(at)
        times.append((time.perf_counter() - began) * 1e3)
    return {"ms": statistics.median(times), "cpu_ms": (server.cpu() - cpu) * 1e3 / count,
            "total_s": sum(times) / 1e3, "count": count}


def main():
    install()
    with Server() as server:
        drugs = prescriber(server)
        register(server, 0)
    people = fill(PEOPLE)
    with Server() as server:
        patients = []
        registered = timed(server, REGISTERED, lambda at: patients.append(register(server, at + 1)))
        def look(_):
            if not find(server, dice.choice(people)["lastname"]):
                raise RuntimeError("somebody who is there was not found")
        found = timed(server, 30, look)
        written = timed(server, 60, lambda at: prescribe(server, patients[at % len(patients)], drugs))
    print(json.dumps({"register": registered, "find": found, "prescribe": written}))


main()
