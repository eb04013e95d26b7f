"""Plumbing shared by the rooms: language, wording, pages, headers, errors, the shelf.

Nothing here knows a document or a verb, so a new kind of visitor gets a room without a second
set of pipes. Rooms import this folder; it imports neither them nor ``portal.work``.
"""
