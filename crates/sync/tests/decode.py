"""A second decoder of the wire, for `golden.rs`: reads the vectors, checks every signature,
chain, commitment and key, and prints what they say. It shares no code with the first."""

import json
import struct
import subprocess
import sys
from pathlib import Path

from ciphers import derive_key, hpke_open, keyed, open_xchacha20_poly1305, verify
from unfold import unfold

NOTHING = bytes(32)
DICTIONARY = Path(__file__).parents[2] / "dense/dictionaries/fold-1.zdict"


class Junk(Exception):
    pass


def need(is_so, what):
    if not is_so:
        raise Junk(what)


# Deterministic CBOR: shortest numbers, definite lengths, rising integer keys.
def item(data, at):
    need(at < len(data), "cut short")
    major, info, at = data[at] >> 5, data[at] & 31, at + 1
    need(info < 28, "indefinite length")
    number = info
    if info >= 24:
        width = 1 << info - 24
        need(at + width <= len(data), "cut short")
        number, at = int.from_bytes(data[at : at + width], "big"), at + width
        need(number >= (24 if width == 1 else 1 << 4 * width), "not the shortest form")
    if major < 2:
        need(number < 1 << 63, "a number too large")
        return (number if major == 0 else ~number), at
    if major < 4:
        need(at + number <= len(data), "cut short")
        part = bytes(data[at : at + number])
        return (part if major == 2 else part.decode()), at + number
    if major == 4:
        out = []
        for _ in range(number):
            one, at = item(data, at)
            out.append(one)
        return out, at
    if major == 5:
        out, last = {}, -1
        for _ in range(number):
            key, at = item(data, at)
            need(isinstance(key, int) and key > last, "keys out of order")
            last = key
            out[key], at = item(data, at)
        return out, at
    need(major == 7 and number == 22, "a tag, a float or a simple value")
    return None, at


def cbor(data):
    value, end = item(data, 0)
    need(end == len(data), "bytes after the value")
    return value


class Fields:
    """A map of which every key below 64 must be asked for."""

    def __init__(self, of):
        need(isinstance(of, dict), "a map was expected")
        self.of = dict(of)

    def __getitem__(self, key):
        need(key in self.of, "a field is missing")
        return self.of.pop(key)

    def may(self, key, otherwise):
        return self.of.pop(key, otherwise)

    def end(self, said):
        need(all(key >= 64 for key in self.of), "written by a newer version")
        return said


def number64(value):
    return f"{value & (1 << 64) - 1:016x}"


def in_clinic(context, data):
    return derive_key("vaidya sync 1 " + context, CLINIC + data)


def header(data):
    need(len(data) <= 512, "too large")
    it = Fields(cbor(data))
    need(it[1] == 1, "another version")
    opens = it.may(11, None)
    need(opens in (None, 1, 2), "another reason")
    said = {
        "stream": it[2], "desk": it[3], "log": number64(it[4]), "no": it[5],
        "parent": it[6].hex(), "first": it[7], "ops": it[8], "root": it[9].hex(),
        "schema": it[10], "opens": opens,
    }
    witness = it.may(64, None)
    if witness is not None:
        of = Fields(witness)
        said["witness"] = of.end({"at": of[1].hex(), "sum": of[2].hex(), "marks": of[3].hex()})
    need(said["no"] > 0 and said["first"] > 0, "a seal that follows nothing")
    need((said["no"] == 1) == (said["parent"] == NOTHING.hex()), "a seal that follows nothing")
    return it.end(said)


def places(body, commit):
    """The second form of a body: what is at each place, None where it is gone."""
    (count,) = struct.unpack(">H", body[:2])
    wide = (count + 7) // 8
    bits, at = int.from_bytes(body[2 : 2 + wide], "little"), 2 + wide
    need(count <= 8192 and 0 < bits < 1 << count, "a redacted body in another form")
    marks = []
    for place in range(count):
        size = 32 if bits >> place & 1 else 16
        marks.append(body[at : at + size])
        at += size
    need(at <= len(body), "cut short")
    left = unfold(body[at:]) if bits + 1 < 1 << count else []
    need(len(left) == count - bits.bit_count() and (left or at == len(body)), "other places")
    rest = iter(left)
    ops = [None if bits >> place & 1 else next(rest) for place in range(count)]
    all = [mark if op is None else commit(mark, op) for mark, op in zip(marks, ops)]
    return ops, b"".join(all)


class Seal:
    def __init__(self, data):
        need(len(data) <= 256 * 1024, "too large")
        (length,) = struct.unpack(">H", data[:2])
        end = 2 + length
        self.encoded, self.signature = data[2:end], data[end : end + 64]
        self.key_id, self.nonce = data[end + 64 : end + 72], data[end + 72 : end + 96]
        self.clear, self.shut = data[: end + 96], data[end + 96 :]
        need(len(self.nonce) == 24, "cut short")
        self.header = header(self.encoded)
        self.hash = in_clinic("seal", self.encoded)

    def is_signed_by(self, key):
        return verify(key, self.signature, in_clinic("signature", self.encoded))

    def open(self, key):
        need(derive_key("vaidya sync 1 key id", key)[:8] == self.key_id, "another key")
        body = open_xchacha20_poly1305(key, self.nonce, self.shut, CLINIC + self.clear)
        (length,) = struct.unpack(">I", b"\0" + body[1:4])
        need(4 + length <= len(body) and not any(body[4 + length :]), "padding")
        need(body[0] & 127 <= 1, "written by a newer version")
        tool, packed = ["zstd", "-d", "-c"], body[4 : 4 + length]
        redacted = body[0] & 128
        if body[0] & 1:
            tool, packed = [*tool, "-D", DICTIONARY], bytes.fromhex("28b52ffd") + packed
        body = subprocess.run(tool, input=packed, stdout=subprocess.PIPE, check=True).stdout
        commit = lambda salt, op: derive_key("vaidya sync 1 commitment", salt + op)
        if redacted:
            ops, all = places(body, commit)
        else:
            salt, ops = body[:16], unfold(body[16:])
            own = lambda at: commit(salt, struct.pack(">Q", at))[:16]
            all = b"".join(commit(own(at), op) for at, op in enumerate(ops))
        root = derive_key("vaidya sync 1 commitment", all)
        need(root.hex() == self.header["root"], "other ops than were signed")
        need(len(ops) == self.header["ops"], "other ops than were signed")
        return ops


def seal(one):
    it = Seal(bytes.fromhex(one["bytes"]))
    need(it.is_signed_by(bytes.fromhex(one["desk_key"])), "not signed by its desk")
    ops = [None if op is None else op.hex() for op in it.open(bytes.fromhex(one["key"]))]
    return {"header": it.header, "hash": it.hash.hex(), "key_id": it.key_id.hex(), "ops": ops}


def seals_of(data):
    at, out = 0, []
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        need(at + 4 + length <= len(data), "a bundle cut short")
        out.append(Seal(data[at + 4 : at + 4 + length]))
        at += 4 + length
    return out


def bundle(data):
    names = [seal.hash.hex() for seal in seals_of(data)]
    return {"id": in_clinic("bundle", data).hex(), "seals": names}


def wrapped(value):
    it = Fields(value)
    return it.end({"desk": it[1], "stream": it[2], "epoch": it[3], "shut": it[4].hex()})


def unwrapped(one):
    it = wrapped(cbor(bytes.fromhex(one["bytes"])))
    shut = bytes.fromhex(it["shut"])
    about = CLINIC + struct.pack(">HBI", it["desk"], it["stream"], it["epoch"])
    secret = bytes.fromhex(one["exchange"])
    key = hpke_open(secret, shut[:32], b"vaidya sync 1 stream key", shut[32:], about)
    return {"wrapped": it, "key": key.hex()}


# The control log, record by record.
def member(value):
    it = Fields(value)
    said = {"desk": it[1], "key": it[2].hex(), "exchange": it[3].hex(), "may_administer": it[4] == 1}
    need(0 < said["desk"] <= 1000, "a desk number out of range")
    return it.end(said)


def tip(value):
    it = Fields(value)
    return it.end({"stream": it[1], "no": it[2], "hash": it[3].hex()})


def encoded(value):
    """Only texts are asked of it: the one body of an unknown act."""
    text = value.encode()
    need(len(text) < 24, "longer than this encoder goes")
    return bytes([0x60 | len(text)]) + text


def removed(value):
    it = Fields(value)
    seal, numbers, least, places = it[1].hex(), it[2], 0, []
    need(numbers and len(numbers) % 2 == 0, "places of no seal")
    for start, count in zip(numbers[::2], numbers[1::2]):
        need(start >= least and count > 0 and start + count <= 8192, "places of no seal")
        places += range(start, start + count)
        least = start + count + 1
    return it.end({"seal": seal, "places": places})


def act(kind, body):
    if kind in (1, 2):
        return member(body)
    if kind > 10:
        return {"body": encoded(body).hex()}
    it = Fields(body)
    all = lambda key, read: [read(one) for one in it.may(key, [])]
    if kind == 3:
        said = {"desk": it[1], "cut": all(2, tip)}
    elif kind == 4:
        said = {"stream": it[1], "epoch": it[2], "commitment": it[3].hex(), "wrapped": all(4, wrapped)}
    elif kind == 5:
        said = {"wrapped": all(1, wrapped)}
    elif kind == 6:
        said = {"term": it[1], "server": it[2].hex()}
    elif kind == 7:
        said = {"schema": it[1]}
    elif kind == 9:
        said = {"log": number64(it[1]), "back_ms": it[2]}
    elif kind == 10:
        said = {"basis": it[1], "removed": all(2, removed)}
        names = [one["seal"] for one in said["removed"]]
        need(names and names == sorted(set(names)), "what is removed in another form")
    else:
        said = {"desk": it[1], "seal": it[2].hex()}
    return it.end(said)


class Control:
    def __init__(self):
        self.n, self.head, self.members, self.revoked = 0, NOTHING, {}, []
        self.epochs, self.term, self.server, self.floor, self.adopted = {}, 0, None, 0, []

    def admit(self, data):
        body, signature = cbor(data)
        it = Fields(cbor(body))
        kind = it[5]
        said = {
            "n": it[1], "before": it[2].hex(), "by": it[3], "at": it[4], "kind": kind,
            "act": act(kind, it[6]),
        }
        it.end(said)
        need(said["n"] == self.n + 1 and said["before"] == self.head.hex(), "does not follow")
        what = said["act"]
        by = what if kind == 1 and self.n == 0 else self.members.get(said["by"])
        need(by and by["may_administer"] and said["by"] not in self.revoked, "may not sign")
        key = bytes.fromhex(by["key"])
        need(verify(key, signature, in_clinic("control signature", body)), "not signed")
        self.fold(kind, what)
        self.n, self.head = said["n"], in_clinic("control record", data)
        return {**said, "head": self.head.hex()}

    def fold(self, kind, what):
        if kind in (1, 2):
            need((kind == 1) == (self.n == 0), "founded once, and first")
            need(what["desk"] == len(self.members) + 1, "numbers rise by one")
            self.members[what["desk"]] = what
        elif kind == 3:
            self.revoked.append(what["desk"])
        elif kind == 4:
            known = self.epochs.setdefault(what["stream"], [])
            need(what["epoch"] == len(known) + 1, "an epoch out of order")
            known.append(what["commitment"])
        elif kind == 6:
            need(what["term"] > self.term, "a term that has passed")
            self.term, self.server = what["term"], what["server"]
        elif kind == 7:
            self.floor = max(self.floor, what["schema"])
        elif kind == 8:
            self.adopted.append(what["seal"])

    def said(self):
        epochs = [{"stream": of, "commitments": all} for of, all in sorted(self.epochs.items())]
        return {
            "n": self.n, "head": self.head.hex(), "term": self.term, "server": self.server,
            "schema_floor": self.floor, "desks": sorted(self.members),
            "revoked": sorted(self.revoked), "epochs": epochs, "adopted": sorted(self.adopted),
        }


# What is asked and answered.
def leaf(value):
    it = Fields(value)
    return it.end({"desk": it[1], "no": it[2], "hash": it[3].hex()})


def cursor(value):
    it = Fields(value)
    return it.end({"incarnation": number64(it[1]), "seq": it[2], "run": it[3].hex()})


def hexes(all):
    return [one.hex() for one in all]


def frame(data):
    need(len(data) <= 1 << 20, "too large")
    kind, body = cbor(data)
    return kind, Fields(body)


def request(data):
    kind, it = frame(data)
    said = {"kind": kind}
    if kind == 2:
        said |= {"after": it[1]}
    elif kind == 3:
        said |= {"head": it[1].hex(), "records": hexes(it.may(2, []))}
    elif kind == 4:
        said |= {"stream": it[1]}
    elif kind == 5:
        said |= {"stream": it[1], "bundle": it[2].hex()}
    elif kind == 6:
        said |= {"stream": it[1], "cursor": cursor(it[2]), "bytes_max": it[3]}
    elif kind == 7:
        said |= {"stream": it[1], "bytes_max": it[2], "have": [leaf(one) for one in it.may(3, [])]}
    elif kind == 8:
        said |= {"stream": it[1]}
    elif kind == 9:
        said |= {"stream": it[1], "bytes_max": it[2], "hashes": hexes(it.may(3, []))}
    elif kind == 10:
        said |= {"stream": it[1], "hashes": hexes(it.may(2, []))}
    elif kind == 11:
        said |= {"stream": it[1], "piece": it[2].hex()}
        said |= {"redacted_n": it[3]} if it.may(3, 0) else {}
    elif kind == 12:
        said |= {"manifest": it[1].hex()}
    elif kind == 13:
        said |= {"ids": hexes(it.may(1, []))}
    elif kind == 14:
        said |= {"id": it[1].hex(), "length": it[2], "part": it[3], "bytes": it[4].hex()}
    elif kind == 15:
        said |= {"id": it[1].hex(), "part": it[2]}
    elif kind == 16:
        said |= {"stream": it[1]}
    elif kind == 17:
        said |= {"stream": it[1], "bundle": it[2].hex()}
    else:
        need(kind == 1, "written by a newer version")
    return it.end(said)


def kept_blob(value):
    it = Fields(value)
    need(it.of.get(3) in (0, 1), "neither yes nor no")
    return it.end({"id": it[1].hex(), "parts": it[2], "is_whole": it[3] == 1})


def not_kept(value):
    it = Fields(value)
    no, why = it[1], it[2]
    need(1 <= why <= 12, "written by a newer version")
    return it.end([no, why])


def receipt(value):
    it = Fields(value)
    fields = {1: it[1], 2: it[2], 3: it[3], 4: it[4]}
    signature = it[5]
    it.end(None)
    # What is signed is the map without the signature: the same bytes up to its key.
    whole = RAW.pop()
    start = whole.index(bytes([0xA5, 0x01]))
    end = whole.index(bytes([0x05, 0x58, 0x40]) + signature)
    signed = in_clinic("checkpoint", bytes([0xA4]) + whole[start + 1 : end])
    is_signed = verify(SERVER, signature, signed)
    need(is_signed == (fields[2] > 0), "a receipt that the server did not sign")
    return {
        "stream": fields[1], "term": fields[2], "cursor": cursor(fields[3]), "at": fields[4],
        "signature": signature.hex(),
    }


RAW = []


def reply(data):
    kind, it = frame(data)
    said = {"kind": kind}
    if kind == 1:
        said |= {
            "server": it[1].hex(), "incarnation": number64(it[2]), "now": it[3],
            "control_n": it[4], "control_head": it[5].hex(), "newest": it[6], "oldest": it[7],
        }
    elif kind == 2:
        said |= {"records": hexes(it.may(1, []))}
    elif kind == 3:
        said |= {"leaves": [leaf(one) for one in it.may(1, [])]}
    elif kind == 4:
        RAW.append(data)
        said |= {**receipt(it[1]), "forks": hexes(it.may(2, []))}
        left = [not_kept(one) for one in it.may(3, [])]
        said |= {"not_kept": left} if left else {}
    elif kind == 5:
        said |= {"bundles": hexes(it.may(1, [])), "cursor": cursor(it[2]), "is_last": it[3] == 1}
        if replaced := it.may(4, []):
            said["replaced"] = [[at, id.hex()] for at, id in replaced]
    elif kind == 6:
        said |= {"bundle": it[1].hex(), "is_last": it[2] == 1}
    elif kind == 8:
        manifest = it.may(1, None)
        said |= {"manifest": None if manifest is None else manifest.hex()}
    elif kind == 9:
        said |= {"pieces": hexes(it.may(1, []))}
    elif kind == 10:
        said |= {"hashes": hexes(it.may(1, []))}
    elif kind == 11:
        pass
    elif kind == 12:
        said |= {"kept": [kept_blob(one) for one in it.may(1, [])]}
    elif kind == 13:
        said |= {"length": it[1], "bytes": it[2].hex()}
    else:
        need(kind == 7, "written by a newer version")
        said |= {"why": it[1], "retry_after_ms": it[2]}
    return it.end(said)


# A snapshot: what its maker signed, and its pieces.
def piece(value):
    hash, size, ops, part = value
    need(part in (1, 2, 3), "written by a newer version")
    return {"hash": hash.hex(), "bytes": size, "ops": ops, "part": part}


def manifest(one):
    data = bytes.fromhex(one["bytes"])
    it = Fields(cbor(data))
    need(it[1] == 1, "another version")
    said = {
        "stream": it[2], "desk": it[3], "at": it[4], "cursor": cursor(it[5]),
        "pieces": [piece(value) for value in it.may(6, [])],
    }
    signature = it[7]
    # What is signed is the map without the signature.
    end = data.rindex(bytes([0x07, 0x58, 0x40]) + signature)
    signed = in_clinic("manifest of a snapshot", bytes([0xA6]) + data[1:end])
    need(verify(bytes.fromhex(one["desk_key"]), signature, signed), "not signed by its maker")
    return it.end({**said, "signature": signature.hex()})


def opened_piece(one):
    data, key = bytes.fromhex(one["bytes"]), bytes.fromhex(one["key"])
    key_id, nonce, shut = data[:8], data[8:32], data[32:]
    need(derive_key("vaidya sync 1 key id", key)[:8] == key_id, "another key")
    about = b"vaidya sync 1 piece of a snapshot" + CLINIC + bytes([one["stream"]]) + data[:32]
    packed = open_xchacha20_poly1305(key, nonce, shut, about)
    own = derive_key("vaidya sync 1 nonce of a piece", key)
    need(keyed(own, packed)[:24] == nonce, "a nonce that was not worked out")
    plain = subprocess.run(["zstd", "-d", "-c"], input=packed, stdout=subprocess.PIPE, check=True)
    hash = in_clinic("piece of a snapshot", data)
    return {"hash": hash.hex(), "key_id": key_id.hex(), "plain": plain.stdout.hex()}


def run(steps):
    place, out = {"incarnation": None, "seq": 0, "run": NOTHING.hex()}, []
    for step in steps:
        said = cursor(cbor(bytes.fromhex(step["bytes"])))
        before = struct.pack(">Q", place["seq"]) + bytes.fromhex(place["run"])
        after = in_clinic("run of bundles", before + bytes.fromhex(step["bundle"]))
        need(said["run"] == after.hex() and said["seq"] == place["seq"] + 1, "another run")
        place = said
        out.append(said)
    return out


def refuses_forgeries(vectors):
    """Each is a changed byte that only one of the checks can see."""
    one = vectors["seals"][0]
    data, key = bytes.fromhex(one["bytes"]), bytes.fromhex(one["desk_key"])
    signed_at = 2 + struct.unpack(">H", data[:2])[0]
    for at in (20, signed_at, signed_at + 63):
        forged = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        try:
            need(not Seal(forged).is_signed_by(key), f"byte {at} was changed unseen")
        except (Junk, UnicodeDecodeError) as refusal:
            need("unseen" not in str(refusal), str(refusal))
    forged = data[:-1] + bytes([data[-1] ^ 1])
    try:
        Seal(forged).open(bytes.fromhex(one["key"]))
    except ValueError:
        return "refused"
    return "not seen"


vectors = json.load(open(sys.argv[1]))
CLINIC = bytes.fromhex(vectors["clinic"])
SERVER = bytes.fromhex(vectors["server_key"])
for of in vectors["keys"]:
    secret = bytes.fromhex(of["secret"])
    need(derive_key("vaidya sync 1 key id", secret)[:8].hex() == of["id"], "key id")
    commitment = derive_key("vaidya sync 1 key commitment", secret)
    need(commitment.hex() == of["commitment"], "key commitment")
for of in vectors["headers"]:
    need(in_clinic("seal", bytes.fromhex(of["bytes"])).hex() == of["hash"], "a seal's name")
raw = lambda of, read: [read(bytes.fromhex(one["bytes"])) for one in vectors[of]]
control = Control()
said = {
    "headers": raw("headers", header),
    "seals": [seal(one) for one in vectors["seals"]],
    "dense": [seal(one) for one in vectors["dense"]],
    "witnessed": [seal(one) for one in vectors["witnessed"]],
    "bundles": raw("bundles", bundle),
    "control": raw("control", control.admit),
    "wrapped": [unwrapped(one) for one in vectors["wrapped"]],
    "run": run(vectors["run"]),
    "requests": raw("requests", request),
    "replies": raw("replies", reply),
    "snapshot_requests": raw("snapshot_requests", request),
    "snapshot_replies": raw("snapshot_replies", reply),
    "manifests": [manifest(one) for one in vectors["manifests"]],
    "pieces": [opened_piece(one) for one in vectors["pieces"]],
    "blob_requests": raw("blob_requests", request),
    "blob_replies": raw("blob_replies", reply),
    "redacted": [seal(one) for one in vectors["redacted"]],
    "redact_requests": raw("redact_requests", request),
    "redact_replies": raw("redact_replies", reply),
    "put_replies": raw("put_replies", reply),
    "blob_names": raw("blob_names", lambda data: in_clinic("blob", data).hex()),
}
folded = control.said()
said["clock_fix"] = raw("clock_fix", control.admit)
said["redact"] = raw("redact", control.admit)
checked = {"forged": refuses_forgeries(vectors)}
json.dump({"said": said, "folded": folded, "checked": checked}, sys.stdout)
