"""What people type and paste, read into values: numbers, money, dates, condition lines, action lines,
lists, rosters.

Nobody fills in forms in a workshop; people type the way they write on a wall. The modules here turn such
text into the values that the plan keeps, and say of each which characters it came from (`found.Slice`), so
that a screen can show how the line was read and let a person correct it with one tap.

Three rules hold everywhere. What cannot be read is absent, never guessed. What could be read in two ways
comes with the other reading. Nothing here raises on text, whatever the text, and reading takes time in
proportion to its length.

Pure: no clock (today comes in), no locale of the process, no floats.
"""
