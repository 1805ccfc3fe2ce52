"""The study file: how it is read, what it may hold, and what follows from it by arithmetic.

It imports no other room. Rules between facts stand in `checks`, words in `words`.
"""
