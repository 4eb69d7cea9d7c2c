"""What a step can run. One folder an activity: kinds, views, templates, style and tests of its own.

An activity composes the domain's commands and shows the plan's records; it never adds an event type, and it knows
no other activity. `contract` says what it is given and what it gives back. Adding one touches one folder and the
list in `app/web/screens/activities.py`.
"""
