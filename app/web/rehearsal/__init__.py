"""The whole day with simulated people, on a throw-away copy of the plan.

`copying` makes the copy and puts its people on the list, under invented names. `players` are those people: each has a
device of its own, sees its phone's page and nothing else, and asks by the same commands as anybody. `rehearsals` lets
them act, one after the other, at a pace that whoever leads can follow. What they say comes from `lines`.

A rehearsal says what it is on every screen (`Run.rehearsal`), and nothing in it is sealed.
"""
