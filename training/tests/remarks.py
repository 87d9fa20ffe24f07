"""Mistakes that are planted in real code, what a reviewer says of them, and what nobody wants to hear."""

# The line, and what there is to say of it.
MISTAKES = [
    ("return total / items.length;", "Division by zero where the list is empty"),
    ("const newest = rows[rows.length];", "The index is one past the end of the rows"),
    ("store.write(key, value).catch(() => undefined);", "A failed write is swallowed silently"),
    ("for (const url of urls) await fetch(url);", "Requests run one after another, not at once"),
    ("db.query(`SELECT * FROM users WHERE name = '${name}'`);", "SQL injection through the user's name"),
    ("const parsed = JSON.parse(body) as Settings;", "Unchecked JSON is taken for valid settings"),
    ("setTimeout(() => lock.release(), 5000);", "The lock is released while its work still runs"),
    ("if (token == expected) grant(session);", "Secrets are compared in a time that tells them"),
    ("const buffer = Buffer.allocUnsafe(size);", "Uninitialised memory is sent to the client"),
    ("cache.set(id, promise);", "A rejected promise stays in the cache forever"),
    ("fs.readFileSync(request.query.path);", "Any file of the server can be read by its path"),
    ("counter = counter + 1; await save(counter);", "Two callers at once lose an update of the counter"),
]  # fmt: skip

# By what is not right, and by what is only otherwise: what people want is told by the kind, which has many words.
WANTED = [
    ("is undefined when nothing was found", "crashes on undefined input", "reads a property of undefined"),
    ("races with the second caller", "is not atomic between read and write", "loses updates of two callers"),
    ("never closes the handle", "leaks the connection on an error", "keeps the timer alive for ever"),
    ("lets input reach the shell", "builds SQL out of input", "trusts the path of a request"),
    ("overflows beyond 32 bits", "loses digits of large amounts", "rounds money twice"),
    ("skips the last element", "fails on an empty list", "counts from one, not from zero"),
    ("swallows the error", "hides a failed write", "reports success after a timeout"),
    ("waits for itself", "takes both locks in the other order", "blocks the event loop"),
]  # fmt: skip
UNWANTED = [
    ("could have a more telling name", "is named unlike its neighbour", "abbreviates a word"),
    ("has no comment on its purpose", "could explain itself in prose", "repeats the code in words"),
    ("might be sorted by alphabet", "could stand above its helper", "mixes public and private parts"),
    ("wants an empty line here", "has two blank lines", "could be wrapped earlier"),
    ("may use a ternary instead", "could be an arrow function", "might prefer a template string"),
    ("is a little long", "could be split for taste", "has one branch more than usual"),
    ("looks good to me", "is nicely done", "reads very well"),
    ("was perhaps meant as an option", "might be useful elsewhere", "possibly belongs to a library"),
]  # fmt: skip
OPENINGS = ["Note that", "Please see:", "In this change", "As far as I see,", "Here", "It seems that", "I think", "Look:"]
ENDINGS = ["", " Can you change that?", " What do you think?", " See above.", " This was so before.", " Same below."]


def remark(random, is_wanted, name):
    """One of some thousand, with the name of a function in it."""
    claims = random.choice(WANTED if is_wanted else UNWANTED)
    return f"{random.choice(OPENINGS)} {name} {random.choice(claims)}.{random.choice(ENDINGS)}"
