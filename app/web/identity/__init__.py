"""Who somebody is, and how they come in.

Facilitators have accounts. Everybody else has none: a QR code or six characters bring them to the door of one plan,
they tap their name, and from then on a random token on that device is who they are there. A board is a device
without a person. All of them are `Device`s; the store keeps only hashes of their tokens.

- `tokens`, `passwords`, `patience`: randomness, argon2, and how often somebody may guess.
- `devices`: signed-in devices, cached here, dead everywhere the moment they are revoked.
- `desk.Identity`: the one object that the routes share.
- `visitors`: from a request to an account or to a seat in a plan.
- `gate`, `company`: what live asks before every frame.
- `invitations`, `joining`, `roster`, `venue`: ways in, the door, the list of people, the room with its wifi.

Nobody is ever limited by address: a venue is one address.
"""
