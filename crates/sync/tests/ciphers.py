"""The ciphers that Python's standard library lacks, written from their papers: BLAKE3,
ChaCha20 and HChaCha20 (RFC 8439, draft-irtf-cfrg-xchacha-03), Poly1305, Ed25519 (RFC 8032),
X25519 (RFC 7748) and HPKE's base mode (RFC 9180). Slow and plain; for tests alone."""

import hashlib
import hmac
import struct

MASK = 0xFFFFFFFF


def rotate_right(word, by):
    return (word >> by | word << (32 - by)) & MASK


# BLAKE3: the reference paper, sections 2.1 to 2.5.
IV = [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19]
PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8]
CHUNK_START, CHUNK_END, PARENT, ROOT, KEYED, CONTEXT, MATERIAL = 1, 2, 4, 8, 16, 32, 64


def mix(s, a, b, c, d, one, two):
    s[a] = (s[a] + s[b] + one) & MASK
    s[d] = rotate_right(s[d] ^ s[a], 16)
    s[c] = (s[c] + s[d]) & MASK
    s[b] = rotate_right(s[b] ^ s[c], 12)
    s[a] = (s[a] + s[b] + two) & MASK
    s[d] = rotate_right(s[d] ^ s[a], 8)
    s[c] = (s[c] + s[d]) & MASK
    s[b] = rotate_right(s[b] ^ s[c], 7)


def compress(chain, block, counter, length, flags):
    words = list(struct.unpack("<16I", block.ljust(64, b"\0")))
    s = list(chain) + IV[:4] + [counter & MASK, counter >> 32, length, flags]
    for turn in range(7):
        for at in range(4):
            mix(s, at, 4 + at, 8 + at, 12 + at, words[2 * at], words[2 * at + 1])
        for at in range(4):
            b, c, d = 4 + (at + 1) % 4, 8 + (at + 2) % 4, 12 + (at + 3) % 4
            mix(s, at, b, c, d, words[8 + 2 * at], words[9 + 2 * at])
        words = [words[at] for at in PERMUTATION]
    return [s[at] ^ s[at + 8] for at in range(8)]


def blake3(data, key, flags):
    """32 bytes. The tree is built over chunks of 1,024 bytes, the left side the largest
    power of two."""

    def tree(first, chunks, root):
        if len(chunks) == 1:
            chain, blocks = key, [chunks[0][at : at + 64] for at in range(0, len(chunks[0]), 64)] or [b""]
            for at, block in enumerate(blocks):
                how = flags | (CHUNK_START if at == 0 else 0)
                if at == len(blocks) - 1:
                    how |= CHUNK_END | root
                chain = compress(chain, block, first, len(block), how)
            return chain
        half = 1 << (len(chunks) - 1).bit_length() - 1
        sides = tree(first, chunks[:half], 0) + tree(first + half, chunks[half:], 0)
        return compress(key, struct.pack("<16I", *sides), 0, 64, flags | PARENT | root)

    chunks = [data[at : at + 1024] for at in range(0, len(data), 1024)] or [b""]
    return struct.pack("<8I", *tree(0, chunks, ROOT))


def keyed(key, data):
    return blake3(data, list(struct.unpack("<8I", key)), KEYED)


def derive_key(context, material):
    of_context = blake3(context.encode(), IV, CONTEXT)
    return blake3(material, list(struct.unpack("<8I", of_context)), MATERIAL)


# ChaCha20, HChaCha20, Poly1305.
SIGMA = struct.unpack("<4I", b"expand 32-byte k")


def rotate_left(word, by):
    return (word << by | word >> (32 - by)) & MASK


def quarter(s, a, b, c, d):
    for by, (x, y, z) in ((16, (a, b, d)), (12, (c, d, b)), (8, (a, b, d)), (7, (c, d, b))):
        s[x] = (s[x] + s[y]) & MASK
        s[z] = rotate_left(s[z] ^ s[x], by)


def rounds(state):
    s = list(state)
    for _ in range(10):
        for at in range(4):
            quarter(s, at, 4 + at, 8 + at, 12 + at)
        for at in range(4):
            quarter(s, at, 4 + (at + 1) % 4, 8 + (at + 2) % 4, 12 + (at + 3) % 4)
    return s


def chacha20(key, nonce, counter, data):
    out = b""
    for at in range(0, len(data), 64):
        state = [*SIGMA, *struct.unpack("<8I", key), counter + at // 64, *struct.unpack("<3I", nonce)]
        stream = struct.pack("<16I", *((a + b) & MASK for a, b in zip(rounds(state), state)))
        out += bytes(a ^ b for a, b in zip(data[at : at + 64], stream))
    return out


def hchacha20(key, nonce):
    s = rounds([*SIGMA, *struct.unpack("<8I", key), *struct.unpack("<4I", nonce)])
    return struct.pack("<8I", *(s[:4] + s[12:]))


def poly1305(key, message):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(message), 16):
        block = int.from_bytes(message[at : at + 16] + b"\1", "little")
        total = (total + block) * r % (2**130 - 5)
    return (total + int.from_bytes(key[16:], "little") & 2**128 - 1).to_bytes(16, "little")


def open_chacha20_poly1305(key, nonce, shut, about):
    text, tag = shut[:-16], shut[-16:]
    padded = lambda data: data + bytes(-len(data) % 16)
    sizes = struct.pack("<QQ", len(about), len(text))
    once = chacha20(key, nonce, 0, bytes(32))
    if not hmac.compare_digest(poly1305(once, padded(about) + padded(text) + sizes), tag):
        raise ValueError("the key does not open it")
    return chacha20(key, nonce, 1, text)


def open_xchacha20_poly1305(key, nonce, shut, about):
    return open_chacha20_poly1305(hchacha20(key, nonce[:16]), bytes(4) + nonce[16:], shut, about)


# Ed25519, without cofactor, as strictly as the other side: canonical S, no small order.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(one, two):
    (x1, y1), (x2, y2) = one, two
    both = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + both, P - 2, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - both, P - 2, P) % P
    return x, y


def times(number, point):
    out = (0, 1)
    while number:
        if number & 1:
            out = add(out, point)
        point, number = add(point, point), number >> 1
    return out


def point_of(data):
    y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    if y >= P:
        raise ValueError("no point")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        raise ValueError("no point")
    return (P - x if x & 1 != sign else x), y


BASE = point_of(bytes([0x58]) + bytes([0x66]) * 31)


def verify(key, signature, message):
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    try:
        point, r = point_of(key), point_of(signature[:32])
    except ValueError:
        return False
    if (0, 1) in (times(8, point), times(8, r)):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    return times(s, BASE) == add(r, times(k, point))


# X25519 and HPKE: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
def x25519(scalar, u):
    number = int.from_bytes(scalar, "little") & (1 << 254) - 8 | 1 << 254
    base = int.from_bytes(u, "little") & (1 << 255) - 1
    x2, z2, x3, z3, swapped = 1, 0, base, 1, 0
    for at in reversed(range(255)):
        bit = number >> at & 1
        if swapped ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swapped = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % P, b * b % P, d * a % P, c * b % P
        x3, z3 = (da + cb) ** 2 % P, base * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, (aa - bb) * (aa + 121665 * (aa - bb)) % P
    if swapped:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


def extract(salt, suite, label, material):
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + material, "sha256")


def expand(key, suite, label, info, length):
    info = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    out, last = b"", b""
    while len(out) < length:
        last = hmac.digest(key, last + info + bytes([len(out) // 32 + 1]), "sha256")
        out += last
    return out[:length]


def hpke_open(secret, encapsulated, info, shut, about):
    kem, suite = b"KEM\0\x20", b"HPKE\0\x20\0\1\0\3"
    own = x25519(secret, bytes([9]) + bytes(31))
    shared = extract(b"", kem, b"eae_prk", x25519(secret, encapsulated))
    shared = expand(shared, kem, b"shared_secret", encapsulated + own, 32)
    context = b"\0" + extract(b"", suite, b"psk_id_hash", b"") + extract(b"", suite, b"info_hash", info)
    key = extract(shared, suite, b"secret", b"")
    nonce = expand(key, suite, b"base_nonce", context, 12)
    return open_chacha20_poly1305(expand(key, suite, b"key", context, 32), nonce, shut, about)
