"""The verbs: plain functions that guard, act and record, each within the session it is given.

Whoever calls one has opened a transaction and commits it. No verb sees a request, sends a
message or has any other effect outside the session, so a lost race is simply run again.
"""
