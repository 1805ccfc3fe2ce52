"""What cannot be: rules between facts, one rule a function, all in one register.

It tells problems with a path and a message. Types and limits of single fields stand in `study`.
"""
