"""Ops out of their columns: a second reader of what `src/fold` writes, from its description."""

import struct

RECENT = 200
AS_BEFORE, AUTHOR, NEXT, NEAR, BLOCK, NEW_BLOCK = range(250, 256)
NULL, INT, INT_AFTER, INT_AT, TEXT, TEXT_AGAIN, ID, BYTES = range(8)
TEXT_MAX, TEXTS_MAX = 256, 65_536
WORD = (1 << 64) - 1


def signed(word):
    return word - (1 << 64) if word >> 63 else word


def zagzig(number):
    return number >> 1 ^ -(number & 1)


def head(major, number):
    for info, limit, form in ((None, 24, ""), (24, 1 << 8, ">B"), (25, 1 << 16, ">H"), (26, 1 << 32, ">I")):
        if number < limit:
            return bytes([major << 5 | (number if info is None else info)]) + (
                struct.pack(form, number) if form else b""
            )
    return bytes([major << 5 | 27]) + struct.pack(">Q", number)


def item(value):
    if value is None:
        return b"\xf6"
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, ~value)
    if isinstance(value, str):
        data = value.encode()
        return head(3, len(data)) + data
    return head(2, len(value)) + value


class Input:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, length):
        part = self.data[self.at : self.at + length]
        if len(part) != length:
            raise ValueError("a part that ends too soon")
        self.at += length
        return part

    def byte(self):
        return self.take(1)[0]

    def number(self):
        number = shift = 0
        while True:
            byte = self.byte()
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number & WORD

    def part(self):
        return Input(self.take(self.number()))

    def is_over(self):
        return self.at == len(self.data)


class Same:
    def __init__(self, value):
        self.value = value

    def byte(self):
        return self.value


class Ids:
    def __init__(self):
        self.recent, self.blocks, self.current = [], [], 0

    def read(self, column, author):
        code = column.codes.byte()
        if code == AS_BEFORE:
            return column.last_id
        if code == AUTHOR:
            column.last_id = author
            return author
        if code < AS_BEFORE:
            name = self.recent.pop(code)
        else:
            at = column.numbers.number() if code == BLOCK else self.current
            if code == NEW_BLOCK:
                at = len(self.blocks)
                self.blocks.append([column.numbers.take(8), 0])
            block = self.blocks[at]
            step = 1 if code == NEXT else zagzig(column.numbers.number())
            block[1] = block[1] + step & WORD
            self.current = at
            name = block[0] + struct.pack(">Q", block[1])
        self.recent = [name, *self.recent][:RECENT]
        column.last_id = name
        return name


class Rows:
    """The ids of one table's rows."""

    def __init__(self, data):
        self.codes, self.numbers, self.last_id = data.part(), data.part(), None


class Column:
    def __init__(self, field, data):
        self.field, self.last, self.last_id, self.texts = field, 0, None, []
        mask = data.byte()
        self.tags = Same(data.byte()) if mask & 32 else data.part()
        part = lambda at: data.part() if mask >> at & 1 else Input(b"")
        self.ints = part(0)
        self.codes = Same(data.byte()) if mask & 64 else part(1)
        self.numbers, self.lengths, self.text = part(2), part(3), part(4)

    def value(self, ids, ms, author):
        tag = self.tags.byte()
        if tag == NULL:
            return None
        if tag in (INT, INT_AFTER, INT_AT):
            before = {INT: 0, INT_AFTER: self.last, INT_AT: ms}[tag]
            self.last = signed(before + zagzig(self.ints.number()) & WORD)
            return self.last
        if tag == TEXT:
            data = self.text.take(self.lengths.number())
            if len(data) <= TEXT_MAX and len(self.texts) < TEXTS_MAX:
                self.texts.append(data.decode())
            return data.decode()
        if tag == TEXT_AGAIN:
            return self.texts[self.lengths.number()]
        if tag == ID:
            return ids.read(self, author)
        return self.text.take(self.lengths.number())


def unfold(data):
    data = Input(data)
    count = data.number()
    names, people, shape_of, times, author_of, as_is = (data.part() for _ in range(6))
    authors, shapes, ops = [], [], []
    while not people.is_over():
        authors.append((people.take(16), *struct.unpack(">Q", people.take(8))))
    for _ in range(count):
        kind, table = names.byte(), names.take(names.number()).decode()
        rows, least, columns = Rows(data), 0, []
        for _ in range(names.number()):
            field = least + names.number()
            least = field + 1
            columns.append(Column(field, data))
        shapes.append((kind, table, rows, columns))
    ids, time = Ids(), 0
    while not shape_of.is_over():
        shape = shape_of.number()
        if shape == 0:
            ops.append(as_is.take(as_is.number()))
            continue
        kind, table, rows, columns = shapes[shape - 1]
        time = time + zagzig(times.number()) & WORD
        user, session = authors[author_of.number()]
        op = head(5, 7) + item(1) + item(kind) + item(2) + item(table)
        op += item(3) + item(ids.read(rows, user)) + item(4) + head(5, len(columns))
        for column in columns:
            op += item(column.field) + item(column.value(ids, signed(time >> 16), user))
        ops.append(op + item(6) + item(signed(time)) + item(7) + item(user) + item(8) + item(signed(session)))
    return ops
