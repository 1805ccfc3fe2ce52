"""What people read: the list of published files, and how templates make them.

It reads no YAML and writes nothing to the disk.
"""
